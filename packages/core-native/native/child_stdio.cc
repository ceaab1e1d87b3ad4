// What a child's stdio is made of: pairs of connected sockets, as libuv makes them, and /dev/null. All of one child's at a
// time, so that half of them are never left behind; what a terminated worker has not given away is closed with it.
#include "child_stdio.h"
#include "communicate.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>

extern "C" {
#include "requests.h"
#include "syscall.h"
}

namespace {

struct Opened {
  fx_fds fds;
};

struct Call {
  Opened *opened;
  napi_value args[3];
  size_t count = 3;
};

Call call_of(napi_env env, napi_callback_info info) {
  Call call;
  void *data = nullptr;
  napi_get_cb_info(env, info, &call.count, call.args, nullptr, &data);
  call.opened = static_cast<Opened *>(data);
  return call;
}

struct Numbers {
  int32_t *at;
  size_t length;
};

Numbers numbers_of(napi_env env, napi_value array) {
  void *data = nullptr;
  size_t length = 0;
  if (napi_get_typedarray_info(env, array, nullptr, &length, &data, nullptr, nullptr) != napi_ok) length = 0;
  return {static_cast<int32_t *>(data), length};
}

napi_value number(napi_env env, long v) {
  napi_value result = nullptr;
  napi_create_int32(env, static_cast<int32_t>(v), &result);
  return result;
}

void close_all(Opened *o, const int32_t *fds, size_t n) {
  for (size_t i = 0; i < n; i++) {
    fx_fds_forget(&o->fds, fds[i] < 0 ? ~fds[i] : fds[i]);
    if (fds[i] >= 0) fx_close(fds[i]);
  }
}

// Both of two that were opened, or neither.
long keep(Opened *o, const int *fds, int32_t *out) {
  for (int i = 0; i < 2; i++) {
    long r = fx_fds_keep(&o->fds, fds[i]);
    if (r >= 0) {
      out[i] = static_cast<int32_t>(r);
      continue;
    }
    if (i == 0) fx_close(fds[1]);  // the other was closed by fx_fds_keep
    else close_all(o, out, 1);
    return r;
  }
  return 0;
}

// openStdio(pairs, null, out: Int32Array): for each pair our end and the child's, then /dev/null, for reading and writing, if
// asked for; all close-on-exec. 0, or a negated errno with nothing opened.
napi_value OpenStdio(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  uint32_t pairs = 0;
  bool null = false;
  napi_get_value_uint32(env, call.args[0], &pairs);
  napi_get_value_bool(env, call.args[1], &null);
  Numbers out = numbers_of(env, call.args[2]);
  if (pairs > out.length / 2 || 2 * pairs + (null ? 1 : 0) > out.length) return number(env, -22);  // EINVAL
  size_t n = 0;
  long r = 0;
  for (; r == 0 && n < 2 * pairs; n += 2) {
    int fds[2];
    r = fx_syscall4(SYS_socketpair, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds);
    if (r == 0) r = keep(call.opened, fds, out.at + n);
    if (r < 0) break;
  }
  if (r == 0 && null) {
    long fd = fx_syscall4(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC, 0);
    r = fx_fds_keep(&call.opened->fds, fd);
    if (r >= 0) out.at[n] = static_cast<int32_t>(r);
  }
  if (r >= 0) return number(env, 0);
  close_all(call.opened, out.at, n);
  return number(env, r);
}

// closeStdio(fds: Int32Array, count): a descriptor that was given away stands there as its complement, and stays open.
napi_value CloseStdio(napi_env env, napi_callback_info info) {
  Call call = call_of(env, info);
  uint32_t count = 0;
  Numbers fds = numbers_of(env, call.args[0]);
  napi_get_value_uint32(env, call.args[1], &count);
  close_all(call.opened, fds.at, count < fds.length ? count : fds.length);
  return nullptr;
}

void on_cleanup(void *arg) {
  Opened *o = static_cast<Opened *>(arg);
  fx_fds_close(&o->fds);
  free(o);
}

}  // namespace

void fx_export_stdio(Napi::Env env, Napi::Object exports) {
  Opened *o = static_cast<Opened *>(calloc(1, sizeof(Opened)));
  if (o == nullptr) return Napi::Error::New(env, "out of memory").ThrowAsJavaScriptException();
  napi_value open = nullptr, close = nullptr;
  napi_create_function(env, "openStdio", NAPI_AUTO_LENGTH, OpenStdio, o, &open);
  napi_create_function(env, "closeStdio", NAPI_AUTO_LENGTH, CloseStdio, o, &close);
  exports.Set("openStdio", open);
  exports.Set("closeStdio", close);
  fx_export_communicate(env, exports, &o->fds);
  napi_add_env_cleanup_hook(env, on_cleanup, o);
}
