// Glue for talk.c. A launch and all that follows it are one call, so that a worker that is terminated leaves no child
// without a parent who waits for it: termination comes between calls.
#include "communicate.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "addon.h"
#include "arguments.h"

extern "C" {
#include "talk.h"
}

namespace {

// src/communicate.ts has the same.
enum { kReads = 1, kWrites = 2 };
enum { kMostOutput, kTimeout, kSignal, kError, kKillError, kExit };

// `fds` of openStdio: for each pair our end and the child's, then /dev/null or nothing.
struct Ends {
  const int32_t *fds;
  size_t pairs, count;

  explicit Ends(Info info) {
    Napi::Int32Array array = info[3].As<Napi::Int32Array>();
    fds = array.Data();
    count = array.ElementLength();
    pairs = count / 2;
  }

  void forget(fx_fds *opened) const {
    for (size_t i = 0; i < count; i++) fx_fds_forget(opened, fds[i]);
  }

  void close_ours() const {
    for (size_t i = 0; i < pairs; i++) fx_close(fds[2 * i]);
  }

  void close_theirs() const {
    for (size_t i = 1; i < count; i += 2) fx_close(fds[i]);
    if (count > 2 * pairs) fx_close(fds[count - 1]);
  }
};

// `input`: an array with a Uint8Array where something is written. Other threads may change what it says, but not its place.
// Not done in a worker that is being terminated: no element can be had there any more.
bool set_up(Info info, fx_stream *streams, const Ends &ends) {
  Napi::Int32Array uses = info[4].As<Napi::Int32Array>();
  for (size_t i = 0; i < ends.pairs; i++) {
    fx_stream *s = &streams[i];
    s->fd = ends.fds[2 * i];
    s->reads = (uses.Data()[i] & kReads) != 0;
    s->writes = (uses.Data()[i] & kWrites) != 0;
    napi_value input = nullptr;
    if (napi_get_element(info.Env(), info[5], static_cast<uint32_t>(i), &input) != napi_ok) return false;
    if (!Napi::Value(info.Env(), input).IsTypedArray()) continue;
    void *data = nullptr;
    napi_get_typedarray_info(info.Env(), input, nullptr, &s->length, &data, nullptr, nullptr);
    s->input = static_cast<const char *>(data);
  }
  return true;
}

// A Buffer, or nothing with an exception pending. Copied: memory that is handed over is given back from the event loop, which does
// not turn while one call follows the other.
napi_value output_of(napi_env env, fx_stream *s) {
  napi_value buffer = nullptr;
  napi_create_buffer_copy(env, s->size, s->output, nullptr, &buffer);
  free(s->output);
  s->output = nullptr;
  return buffer;
}

Napi::Value outputs_of(Info info, fx_stream *streams, size_t n) {
  Napi::Int32Array uses = info[4].As<Napi::Int32Array>();
  Napi::Array outputs = Napi::Array::New(info.Env(), n);
  for (size_t i = 0; i < n; i++) {
    bool wanted = (uses.Data()[i] & kReads) != 0;
    napi_value each = wanted ? output_of(info.Env(), &streams[i]) : static_cast<napi_value>(info.Env().Null());
    if (each != nullptr) napi_set_element(info.Env(), outputs, static_cast<uint32_t>(i), each);
  }
  return outputs;
}

// The launch, and the talk if there is a child to talk to.
long launch_and_talk(Info info, fx_talk *t, const Ends &ends, fx_refusal *why) {
  void *wire = nullptr;
  int32_t *out = info[2].As<Napi::Int32Array>().Data();
  double *numbers = info[6].As<Napi::Float64Array>().Data();
  napi_get_typedarray_info(info.Env(), info[0], nullptr, nullptr, &wire, nullptr, nullptr);
  t->most_output = numbers[kMostOutput];
  t->kill_signal = static_cast<int>(numbers[kSignal]);
  t->deadline = numbers[kTimeout] > 0 ? fx_deadline(numbers[kTimeout]) : 0;
  long r = fx_launch_and_wait(addon_of(info.Env())->owner, wire, info[1].As<Napi::Number>().Uint32Value(), out, why);
  ends.close_theirs();
  if (r != 0 || out[0] != FX_STARTED) {
    ends.close_ours();
    return r;
  }
  t->pid = out[1];
  t->pidfd = out[2];
  fx_talk_until_over(t);
  fx_close(t->pidfd);
  numbers[kError] = t->error != 0 ? t->error : t->stream_error;
  numbers[kKillError] = t->kill_error;
  fx_exit_record(&t->exit, numbers + kExit);
  return 0;
}

// communicate(wire, length, out, fds, uses, inputs, numbers): takes over all `fds`, and closes them. An array with what was
// said on each pair with kReads, and `out` filled, and `numbers` where the launch did not fail; a negated errno, or why the
// bytes are no plan. In a worker that is being terminated it has no result that anybody sees.
Napi::Value Communicate(Info info) {
  Ends ends(info);
  ends.forget(static_cast<fx_fds *>(info.Data()));
  fx_talk talk;
  memset(&talk, 0, sizeof talk);
  talk.count = ends.pairs;
  talk.stream = static_cast<fx_stream *>(calloc(ends.pairs + 1, sizeof *talk.stream));
  talk.poll = static_cast<pollfd *>(calloc(ends.pairs + 1, sizeof *talk.poll));
  fx_refusal why;
  Napi::Value result = number(info, -12);  // ENOMEM
  bool ready = talk.stream != nullptr && talk.poll != nullptr && set_up(info, talk.stream, ends);
  if (ready) {
    long r = launch_and_talk(info, &talk, ends, &why);
    if (r == 0) result = outputs_of(info, talk.stream, ends.pairs);
    if (r != 0) result = r == FX_REFUSED ? fx_refused(info, why) : number(info, r);
  } else {
    ends.close_ours();
    ends.close_theirs();
  }
  for (size_t i = 0; talk.stream != nullptr && i < ends.pairs; i++) free(talk.stream[i].output);
  free(talk.stream);
  free(talk.poll);
  return result;
}

}  // namespace

void fx_export_communicate(Napi::Env env, Napi::Object exports, fx_fds *opened) {
  exports.Set("communicate", Napi::Function::New<Communicate>(env, "communicate", opened));
}
