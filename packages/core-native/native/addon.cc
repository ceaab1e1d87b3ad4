// Glue between JavaScript and the C core: arguments in, numbers out. No policy, no strings but what debugging needs.
#include <napi.h>

#include <stdlib.h>
#include <string.h>

#include "addon.h"
#include "arguments.h"
#include "call_glue.h"
#include "child_stdio.h"
#include "look_up.h"
#include "pipes.h"
#include "supervise.h"

Addon *addon_of(napi_env env) {
  void *data = nullptr;
  napi_get_instance_data(env, &data);
  return static_cast<Addon *>(data);
}

namespace {

// What happened, handed over in one array: kRecord numbers for each event (src/native.ts has the same layout).
constexpr size_t kRecord = 64, kBatch = sizeof(Addon::ended) / sizeof(int);

void ring(void *arg) {
  napi_call_threadsafe_function(static_cast<Addon *>(arg)->bell, nullptr, napi_tsfn_nonblocking);
}

bool tell(napi_env env, Addon *a, size_t n) {
  napi_value fn, self, count;
  if (napi_get_reference_value(env, a->dispatch, &fn) != napi_ok) return false;
  napi_get_global(env, &self);
  napi_create_uint32(env, static_cast<uint32_t>(n), &count);
  return napi_call_function(env, self, fn, 1, &count, nullptr) == napi_ok;
}

// A worker may be terminated before it is told, or halfway: what it would have closed is closed here.
void deliver(napi_env env, Addon *a, double *records, size_t n) {
  a->endings = 0;
  for (size_t i = 0; i < n; i++) {
    int pidfd = fx_record_pidfd(records + kRecord * i);
    if (pidfd >= 0) a->ended[a->endings++] = pidfd;
  }
  if (!tell(env, a, n))
    for (size_t i = 0; i < a->endings; i++)
      if (a->ended[i] >= 0) fx_close(a->ended[i]);
  a->endings = 0;
}

// Runs on the JavaScript thread. Everything is copied out and freed before any of it is told.
void on_bell(napi_env env, napi_value, void *arg, void *) {
  Addon *a = static_cast<Addon *>(arg);
  if (env == nullptr || a->dispatch == nullptr) return;
  napi_value array;
  void *data = nullptr;
  napi_get_reference_value(env, a->records, &array);
  napi_get_typedarray_info(env, array, nullptr, nullptr, &data, nullptr, nullptr);
  double *records = static_cast<double *>(data);
  fx_event *e = fx_owner_take(a->owner);
  size_t n = 0;
  while (e != nullptr) {
    fx_event *next = e->next;
    fx_event_record(e, records + kRecord * n++);
    e = next;
    if (n == kBatch || e == nullptr) {
      napi_handle_scope scope;
      napi_open_handle_scope(env, &scope);
      deliver(env, a, records, n);
      napi_close_handle_scope(env, scope);
      n = 0;
    }
  }
}

// The environment ends; children, launches and the two threads do not.
void on_cleanup(void *arg) {
  Addon *a = static_cast<Addon *>(arg);
  fx_pipes_close(&a->pipes);
  fx_event_drop(fx_owner_close(a->owner));
  fx_trace_leave(a->owner);
  fx_fds_close(&a->opened);
  napi_release_threadsafe_function(a->bell, napi_tsfn_abort);
  fx_owner_unref(a->owner);
  free(a);
}

// (array, length): the wire lies at the start of a larger scratch buffer.
Bytes wire_of(Info info) {
  Bytes all = bytes_at(info, 0);
  size_t want = info[1].As<Napi::Number>().Uint32Value();
  return {all.data, want < all.size ? want : all.size};
}

// launchSync(wire, length, out: Int32Array): 0 with `out` filled, a negated errno, or why the bytes are no plan.
Napi::Value LaunchSync(Info info) {
  Bytes wire = wire_of(info);
  int32_t *out = info[2].As<Napi::Int32Array>().Data();
  fx_refusal why;
  long r = fx_launch_and_wait(addon_of(info.Env())->owner, wire.data, wire.size, out, &why);
  return r == 1 ? fx_refused(info, why) : number(info, r);
}

// launch(wire, length, id): the same, its outcome and later the exit are told through dispatch under `id`.
Napi::Value Launch(Info info) {
  Bytes wire = wire_of(info);
  fx_refusal why;
  long r = fx_launch_for(addon_of(info.Env())->owner, info[2].As<Napi::Number>().Uint32Value(), wire.data, wire.size, &why);
  return r == 1 ? fx_refused(info, why) : number(info, r);
}

// exec(wire, length): the plan's last step, for this process. Returns a negated errno, or why the bytes are no plan.
Napi::Value Exec(Info info) {
  Bytes wire = wire_of(info);
  fx_refusal why;
  long r = fx_exec_plan(wire.data, wire.size, &why);
  return r == 1 ? fx_refused(info, why) : number(info, r);
}

// execInPlace(wire, length, out: Int32Array): all of its steps, for this process.
Napi::Value ExecInPlace(Info info) {
  Bytes wire = wire_of(info);
  fx_refusal why;
  long r = fx_exec_plan_in_place(wire.data, wire.size, info[2].As<Napi::Int32Array>().Data(), &why);
  return r == 1 ? fx_refused(info, why) : number(info, r);
}

// onEvents(dispatch, records: Float64Array): once per environment.
Napi::Value OnEvents(Info info) {
  Addon *a = addon_of(info.Env());
  napi_create_reference(info.Env(), info[0], 1, &a->dispatch);
  napi_create_reference(info.Env(), info[1], 1, &a->records);
  return info.Env().Undefined();
}

// ref(on): whether what is still to happen keeps the event loop alive.
Napi::Value Ref(Info info) {
  Addon *a = addon_of(info.Env());
  if (info[0].As<Napi::Boolean>().Value())
    napi_ref_threadsafe_function(info.Env(), a->bell);
  else
    napi_unref_threadsafe_function(info.Env(), a->bell);
  return info.Env().Undefined();
}

// watch(pid, pidfd, id): the handle for unwatch, or a negated errno.
Napi::Value Watch(Info info) {
  fx_watch *watch = nullptr;
  uint32_t id = info[2].As<Napi::Number>().Uint32Value();
  long r = fx_watch_for(addon_of(info.Env())->owner, id, int_at(info, 0), int_at(info, 1), &watch);
  if (r < 0) return number(info, r);
  fx_fds_forget(&addon_of(info.Env())->opened, int_at(info, 1));
  return Napi::External<fx_watch>::New(info.Env(), watch);
}

// unwatch(handle): whether it came in time.
Napi::Value Unwatch(Info info) {
  return Napi::Boolean::New(info.Env(), fx_watch_cancel(info[0].As<Napi::External<fx_watch>>().Data()) != 0);
}

// takeExit(pidfd, wait, out: Float64Array): 0 with `out` filled, or a negated errno.
Napi::Value TakeExit(Info info) {
  fx_exit e;
  long r = fx_take_exit(int_at(info, 0), info[1].As<Napi::Boolean>().Value(), &e);
  if (r == 0) fx_exit_record(&e, info[2].As<Napi::Float64Array>().Data());
  return number(info, r);
}

// traceOpen(pid, id): the handle of a traced process, whose stops are told under `id` from now on, or null.
Napi::Value TraceOpen(Info info) {
  fx_trace *t = fx_trace_open(int_at(info, 0), addon_of(info.Env())->owner, info[1].As<Napi::Number>().Uint32Value());
  if (t == nullptr) return info.Env().Null();
  return Napi::External<fx_trace>::New(info.Env(), t, [](Napi::Env, fx_trace *trace) { fx_trace_close(trace); });
}

// traceRequest(handle, request, signal): 0, or a negated errno.
Napi::Value TraceRequest(Info info) {
  fx_trace *t = info[0].As<Napi::External<fx_trace>>().Data();
  return number(info, fx_trace_request(t, static_cast<fx_trace_request_kind>(int_at(info, 1)), int_at(info, 2)));
}

// traceAbandon(handle): it is detached now, or at its next stop.
Napi::Value TraceAbandon(Info info) {
  fx_trace_abandon(info[0].As<Napi::External<fx_trace>>().Data());
  return info.Env().Undefined();
}

// pidfdOpen(pid), pidfdSendSignal(pidfd, signal), close(fd): the result, or a negated errno.
Napi::Value PidfdOpen(Info info) {
  return number(info, fx_fds_keep(&addon_of(info.Env())->opened, fx_pidfd_open(int_at(info, 0))));
}
Napi::Value PidfdSendSignal(Info info) { return number(info, fx_pidfd_send_signal(int_at(info, 0), int_at(info, 1))); }
Napi::Value Close(Info info) {
  Addon *a = addon_of(info.Env());
  int fd = int_at(info, 0);
  fx_fds_forget(&a->opened, fd);
  for (size_t i = 0; i < a->endings; i++)
    if (a->ended[i] == fd) a->ended[i] = -1;
  return number(info, fx_close(fd));
}

// kernel(): what kernel.c found out, as bits and numbers (src/native.ts).
Napi::Value Kernel(Info info) {
  const struct fx_kernel *k = fx_kernel();
  if (k == nullptr) return info.Env().Null();
  Napi::Object o = Napi::Object::New(info.Env());
  o.Set("sharesMemory", k->shares_memory != 0);
  o.Set("clonePidfd", k->clone_pidfd != 0);
  o.Set("clone3", k->clone3 != 0);
  o.Set("closeRange", k->close_range != 0);
  o.Set("futexWaitv", k->waitv != 0);
  o.Set("mode", static_cast<double>(k->mode));
  o.Set("forced", k->forced != 0);
  return o;
}

bool start(Napi::Env env) {
  Addon *a = static_cast<Addon *>(calloc(1, sizeof(Addon)));
  if (a == nullptr) return false;
  a->owner = fx_owner_new(ring, a);
  napi_value name = Napi::String::New(env, "forkexec");
  if (a->owner == nullptr ||
      napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, a, on_bell, &a->bell) != napi_ok) {
    if (a->owner != nullptr) fx_owner_unref(a->owner);
    free(a);
    return false;
  }
  napi_unref_threadsafe_function(env, a->bell);
  napi_set_instance_data(env, a, nullptr, nullptr);
  napi_add_env_cleanup_hook(env, on_cleanup, a);
  return true;
}

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  if (!start(env)) {
    Napi::Error::New(env, "out of memory").ThrowAsJavaScriptException();
    return exports;
  }
  exports.Set("opsHash", static_cast<double>(fx_ops_hash()));
  exports.Set("launchSync", Napi::Function::New<LaunchSync>(env));
  exports.Set("launch", Napi::Function::New<Launch>(env));
  exports.Set("exec", Napi::Function::New<Exec>(env));
  exports.Set("execInPlace", Napi::Function::New<ExecInPlace>(env));
  exports.Set("onEvents", Napi::Function::New<OnEvents>(env));
  exports.Set("ref", Napi::Function::New<Ref>(env));
  exports.Set("watch", Napi::Function::New<Watch>(env));
  exports.Set("unwatch", Napi::Function::New<Unwatch>(env));
  exports.Set("takeExit", Napi::Function::New<TakeExit>(env));
  exports.Set("traceOpen", Napi::Function::New<TraceOpen>(env));
  exports.Set("traceRequest", Napi::Function::New<TraceRequest>(env));
  exports.Set("traceAbandon", Napi::Function::New<TraceAbandon>(env));
  exports.Set("pidfdOpen", Napi::Function::New<PidfdOpen>(env));
  exports.Set("pidfdSendSignal", Napi::Function::New<PidfdSendSignal>(env));
  exports.Set("close", Napi::Function::New<Close>(env));
  exports.Set("kernel", Napi::Function::New<Kernel>(env));
  fx_export_calls(env, exports);
  fx_export_look_up(env, exports);
  fx_export_stdio(env, exports);
  fx_export_pipes(env, exports);
  fx_export_supervise(env, exports);
  return exports;
}

}  // namespace

Napi::Value fx_refused(const Napi::CallbackInfo &info, const fx_refusal &why) {
  if (why.why == nullptr) return Napi::Number::New(info.Env(), -12);  // ENOMEM
  char text[160];
  fx_refusal_text(&why, text, sizeof text);
  return Napi::String::New(info.Env(), text);
}

NODE_API_MODULE(forkexec, Init)
