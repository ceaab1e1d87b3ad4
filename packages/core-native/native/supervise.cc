// What a launcher that stays in front of its program needs of the kernel and Node does not offer: whether the program was stopped,
// who has sent a signal, a terminal's modes, and two ways to end.
#include "supervise.h"

#include <errno.h>
#include <linux/prctl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

#include "arguments.h"

extern "C" {
#include "syscall.h"
}

namespace {

constexpr int kPidfd = 3;      // P_PIDFD, Linux 5.4
constexpr size_t kModes = 64;  // more than the kernel's struct termios of any machine (36 bytes on x86-64 and arm64)
constexpr int kSignals = 65;

// takeStop(pidfd): the signal that has stopped the child since the last call, 0 for none, or a negated errno.
Napi::Value TakeStop(Info info) {
  siginfo_t stop;
  memset(&stop, 0, sizeof stop);
  long r;
  while ((r = fx_syscall5(SYS_waitid, kPidfd, int_at(info, 0), &stop, WSTOPPED | WNOHANG, 0)) == -EINTR) {
  }
  return number(info, r < 0 ? r : stop.si_pid == 0 ? 0 : stop.si_status);
}

struct sigaction chained[kSignals];
volatile sig_atomic_t codes[kSignals];

void note(int sig, siginfo_t *from, void *) {
  codes[sig] = from->si_code;
  if (chained[sig].sa_handler != SIG_DFL && chained[sig].sa_handler != SIG_IGN) chained[sig].sa_handler(sig);
}

// noteOrigin(signal): to be called when Node listens for it. Its handler stays in charge; ours only looks at si_code first.
Napi::Value NoteOrigin(Info info) {
  int sig = int_at(info, 0);
  struct sigaction now;
  if (sig < 1 || sig >= kSignals || sigaction(sig, nullptr, &now) != 0) return number(info, -EINVAL);
  if (now.sa_flags & SA_SIGINFO) return number(info, 0);
  chained[sig] = now;
  now.sa_sigaction = note;
  now.sa_flags |= SA_SIGINFO;
  return number(info, sigaction(sig, &now, nullptr) == 0 ? 0 : -EINVAL);
}

// originOf(signal): si_code of the last one, sigaction(2): SI_KERNEL (128) for a key of the terminal.
Napi::Value OriginOf(Info info) {
  int sig = int_at(info, 0);
  return number(info, sig < 1 || sig >= kSignals ? -EINVAL : codes[sig]);
}

void *modes_at(Info info, size_t i) {
  void *data = nullptr;
  size_t size = 0;
  if (info[i].IsTypedArray()) napi_get_typedarray_info(info.Env(), info[i], nullptr, &size, &data, nullptr, nullptr);
  return size < kModes ? nullptr : data;
}

// getModes(fd, bytes), setModes(fd, bytes): TCGETS, TCSETS of ioctl_tty(2); 0 or a negated errno.
Napi::Value GetModes(Info info) {
  void *modes = modes_at(info, 1);
  return number(info, modes == nullptr ? -EINVAL : fx_syscall3(SYS_ioctl, int_at(info, 0), TCGETS, modes));
}

Napi::Value SetModes(Info info) {
  void *modes = modes_at(info, 1);
  return number(info, modes == nullptr ? -EINVAL : fx_syscall3(SYS_ioctl, int_at(info, 0), TCSETS, modes));
}

// quit(status): ends at once, without what Node does at its end: it would put back the modes that the terminal had at its start.
Napi::Value Quit(Info info) {
  for (;;) fx_syscall1(SYS_exit_group, int_at(info, 0));
  return info.Env().Undefined();
}

// dieBy(signal): ends by a signal, without a core of our own; returns where that signal ends nobody.
Napi::Value DieBy(Info info) {
  int sig = int_at(info, 0);
  struct sigaction act;
  memset(&act, 0, sizeof act);
  act.sa_handler = SIG_DFL;
  fx_syscall2(SYS_prctl, PR_SET_DUMPABLE, 0);
  sigaction(sig, &act, nullptr);
  uint64_t mask = sig < 1 || sig >= kSignals ? 0 : 1ull << (sig - 1);
  fx_syscall4(SYS_rt_sigprocmask, SIG_UNBLOCK, &mask, 0, sizeof mask);
  fx_syscall2(SYS_kill, fx_syscall0(SYS_getpid), sig);
  return info.Env().Undefined();
}

}  // namespace

void fx_export_supervise(Napi::Env env, Napi::Object exports) {
  exports.Set("takeStop", Napi::Function::New<TakeStop>(env));
  exports.Set("noteOrigin", Napi::Function::New<NoteOrigin>(env));
  exports.Set("originOf", Napi::Function::New<OriginOf>(env));
  exports.Set("getModes", Napi::Function::New<GetModes>(env));
  exports.Set("setModes", Napi::Function::New<SetModes>(env));
  exports.Set("quit", Napi::Function::New<Quit>(env));
  exports.Set("dieBy", Napi::Function::New<DieBy>(env));
}
