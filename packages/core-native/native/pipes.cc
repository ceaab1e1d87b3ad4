// See pipes.h. A pipe end is known by its slot in the environment's list.
#include "pipes.h"

#include <stdlib.h>
#include <string.h>

#include "addon.h"
#include "arguments.h"

extern "C" {
#include "files.h"
}

namespace {

constexpr size_t kLarge = 65536;  // handed over as it is; what is smaller is cheaper to copy than to track
constexpr size_t kPath = 4096;    // PATH_MAX

fx_pipe_end *end_at(Info info) {
  fx_pipes *all = &addon_of(info.Env())->pipes;
  uint32_t slot = info[0].As<Napi::Number>().Uint32Value();
  return slot < all->n ? all->at[slot] : nullptr;
}

// pipeMake(kind, pipe size, limit, out: Int32Array): the slot, with the child's descriptor in out[0]; or a negated errno, with the
// call in out[0]. Kind: 0 reads, 1 writes, 2 has no pipe.
Napi::Value PipeMake(Info info) {
  Addon *a = addon_of(info.Env());
  int kind = int_at(info, 0);
  double limit = info[2].As<Napi::Number>().DoubleValue();
  fx_pipe_wish wish = {};
  wish.writes = kind == 1;
  wish.no_pipe = kind == 2;
  wish.size = int_at(info, 1);
  wish.limit = limit < 1e15 ? static_cast<size_t>(limit) : static_cast<size_t>(1e15);
  fx_pipe_call call;
  long slot = fx_pipe_make(&a->pipes, a->owner, &wish, &call);
  info[3].As<Napi::Int32Array>().Data()[0] = slot < 0 ? static_cast<int>(call) : a->pipes.at[slot]->peer;
  return number(info, slot);
}

// pipeJoin(slot, all), pipeHandOver(slot), pipeTell(slot, what), pipeClose(slot)
Napi::Value PipeJoin(Info info) {
  fx_pipe_join(end_at(info), addon_of(info.Env())->pipes.at[info[1].As<Napi::Number>().Uint32Value()]);
  return info.Env().Undefined();
}
Napi::Value PipeHandOver(Info info) {
  if (end_at(info) != nullptr) fx_pipe_hand_over(end_at(info));
  return info.Env().Undefined();
}
Napi::Value PipeTell(Info info) {
  if (end_at(info) != nullptr) fx_pipe_tell(end_at(info), static_cast<enum fx_pipe_tell>(int_at(info, 1)));
  return info.Env().Undefined();
}
Napi::Value PipeClose(Info info) {
  if (end_at(info) != nullptr) fx_pipe_close(&addon_of(info.Env())->pipes, end_at(info));
  return info.Env().Undefined();
}

// pipeState(slot): bits, and from the 9th on the errno that ended it. pipeFinish(slot, give up): the same.
Napi::Value PipeState(Info info) {
  int err = 0;
  int bits = fx_pipe_state(end_at(info), &err);
  return number(info, bits | err << 8);
}
Napi::Value PipeFinish(Info info) { return number(info, fx_pipe_finish(end_at(info), info[1].As<Napi::Boolean>().Value())); }

napi_value copied(napi_env env, const fx_bytes *bytes) {
  napi_value buffer = nullptr;
  void *data = nullptr;
  if (napi_create_arraybuffer(env, bytes->size, &data, &buffer) != napi_ok) return nullptr;
  if (bytes->size > 0) memcpy(data, bytes->data, bytes->size);
  return buffer;
}

// Not every build of Node allows memory of ours in a buffer (pointer compression, Electron).
napi_value handed_over(napi_env env, fx_pipe_end *p, const fx_bytes *bytes) {
  size_t size = bytes->size;
  void *fitting = realloc(bytes->data, size);
  uint8_t *data = fitting != nullptr ? static_cast<uint8_t *>(fitting) : bytes->data;
  napi_value buffer = nullptr;
  auto release = [](napi_env, void *memory, void *) { free(memory); };
  fx_pipe_detach(p);
  if (napi_create_external_arraybuffer(env, data, size, release, nullptr, &buffer) == napi_ok) return buffer;
  fx_bytes all = {data, size, size};
  buffer = copied(env, &all);
  free(data);
  return buffer;
}

napi_value text_of(napi_env env, const fx_bytes *bytes) {
  napi_value text = nullptr, ignored = nullptr;
  const char *from = bytes->size > 0 ? reinterpret_cast<const char *>(bytes->data) : "";
  if (napi_create_string_utf8(env, from, bytes->size, &text) == napi_ok) return text;
  napi_get_and_clear_last_exception(env, &ignored);
  return nullptr;
}

// pipeTake(slot, as text, all at once): what was read, as a string or an ArrayBuffer; null where it cannot be had that way: too long
// for a string, no memory.
Napi::Value PipeTake(Info info) {
  napi_env env = info.Env();
  fx_pipe_end *p = end_at(info);
  const fx_bytes *bytes = fx_pipe_take(p);
  bool large = info[2].As<Napi::Boolean>().Value() && bytes->size >= kLarge;
  napi_value value;
  if (info[1].As<Napi::Boolean>().Value())
    value = text_of(env, bytes);
  else
    value = large ? handed_over(env, p, bytes) : copied(env, bytes);
  if (value != nullptr)
    fx_pipe_taken(p);
  else
    fx_pipe_leave(p);
  return value == nullptr ? info.Env().Null() : Napi::Value(env, value);
}

// pipeWrite(slot, bytes, from, size, last): 1 written, 0 will be told, or a negated errno.
Napi::Value PipeWrite(Info info) {
  void *data = nullptr;
  size_t size = 0, from = static_cast<size_t>(info[2].As<Napi::Number>().DoubleValue());
  napi_get_typedarray_info(info.Env(), info[1], nullptr, &size, &data, nullptr, nullptr);
  size_t want = static_cast<size_t>(info[3].As<Napi::Number>().DoubleValue());
  if (from > size) from = size;
  if (want > size - from) want = size - from;
  return number(info, fx_pipe_write(end_at(info), static_cast<char *>(data) + from, want, info[4].As<Napi::Boolean>().Value()));
}

// openFile(path, flags, mode): a descriptor, closed with the environment if not before; or a negated errno. nullFd(): not to be closed.
Napi::Value OpenFile(Info info) {
  char path[kPath + 1];
  size_t length = 0;
  napi_get_value_string_utf8(info.Env(), info[0], path, sizeof path, &length);
  if (length >= kPath) return number(info, -36);  // ENAMETOOLONG
  return number(info, fx_fds_keep(&addon_of(info.Env())->opened, fx_open_file(path, int_at(info, 1), int_at(info, 2))));
}
Napi::Value NullFd(Info info) { return number(info, fx_null_fd()); }

// signalGroup(pidfd, pid, signal): 0, or a negated errno.
Napi::Value SignalGroup(Info info) { return number(info, fx_signal_group(int_at(info, 0), int_at(info, 1), int_at(info, 2))); }

}  // namespace

void fx_export_pipes(Napi::Env env, Napi::Object exports) {
  exports.Set("pipeMake", Napi::Function::New<PipeMake>(env));
  exports.Set("pipeJoin", Napi::Function::New<PipeJoin>(env));
  exports.Set("pipeHandOver", Napi::Function::New<PipeHandOver>(env));
  exports.Set("pipeTell", Napi::Function::New<PipeTell>(env));
  exports.Set("pipeClose", Napi::Function::New<PipeClose>(env));
  exports.Set("pipeState", Napi::Function::New<PipeState>(env));
  exports.Set("pipeFinish", Napi::Function::New<PipeFinish>(env));
  exports.Set("pipeTake", Napi::Function::New<PipeTake>(env));
  exports.Set("pipeWrite", Napi::Function::New<PipeWrite>(env));
  exports.Set("openFile", Napi::Function::New<OpenFile>(env));
  exports.Set("nullFd", Napi::Function::New<NullFd>(env));
  exports.Set("signalGroup", Napi::Function::New<SignalGroup>(env));
}
