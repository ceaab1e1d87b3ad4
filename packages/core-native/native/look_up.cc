// Glue for users.c: a question in, ids out; at once, or later from a thread of libuv's pool, since a directory server may
// take seconds to answer.
#include "look_up.h"

#include <stdlib.h>

#include "arguments.h"

extern "C" {
#include "users.h"
}

namespace {

struct Asked {
  fx_question question;
  fx_answer answer;
  char *name;
  napi_async_work work;
  napi_deferred deferred;
};

void drop(Asked *a) {
  free(a->name);
  free(a->answer.ids);
  free(a);
}

// (ask, name or null, uid, gid); null when there is no memory.
Asked *asked(Info info) {
  Asked *a = static_cast<Asked *>(calloc(1, sizeof(Asked)));
  if (a == nullptr) return nullptr;
  a->question.ask = static_cast<fx_ask>(info[0].As<Napi::Number>().Int32Value());
  a->question.uid = info[2].As<Napi::Number>().Uint32Value();
  a->question.gid = info[3].As<Napi::Number>().Uint32Value();
  if (!info[1].IsString()) return a;
  size_t length = 0;
  napi_get_value_string_utf8(info.Env(), info[1], nullptr, 0, &length);
  a->name = static_cast<char *>(malloc(length + 1));
  if (a->name == nullptr) {
    drop(a);
    return nullptr;
  }
  napi_get_value_string_utf8(info.Env(), info[1], a->name, length + 1, &length);
  a->question.name = a->name;
  return a;
}

// The ids; null where nobody was found; { call, err } where that could not be found out.
napi_value told(napi_env env, const fx_answer &answer) {
  napi_value result = nullptr, item = nullptr;
  if (answer.err != 0) {
    napi_create_object(env, &result);
    napi_create_int32(env, answer.call, &item);
    napi_set_named_property(env, result, "call", item);
    napi_create_int32(env, static_cast<int32_t>(answer.err), &item);
    napi_set_named_property(env, result, "err", item);
  } else if (answer.ids == nullptr) {
    napi_get_null(env, &result);
  } else {
    napi_create_array_with_length(env, answer.count, &result);
    for (size_t i = 0; i < answer.count; i++) {
      napi_create_uint32(env, answer.ids[i], &item);
      napi_set_element(env, result, static_cast<uint32_t>(i), item);
    }
  }
  return result;
}

Napi::Value no_memory(Info info) {
  fx_answer none = {nullptr, 0, -12, FX_CALL_GETGROUPLIST};
  return Napi::Value(info.Env(), told(info.Env(), none));
}

// lookUp(ask, name, uid, gid): blocks.
Napi::Value LookUp(Info info) {
  Asked *a = asked(info);
  if (a == nullptr) return no_memory(info);
  a->answer = fx_look_up(&a->question);
  Napi::Value result(info.Env(), told(info.Env(), a->answer));
  drop(a);
  return result;
}

void on_thread(napi_env, void *data) {
  Asked *a = static_cast<Asked *>(data);
  a->answer = fx_look_up(&a->question);
}

// Back on the JavaScript thread; cancelled where the environment ended before a thread was free, and then nobody listens.
void on_answer(napi_env env, napi_status status, void *data) {
  Asked *a = static_cast<Asked *>(data);
  if (status == napi_ok) napi_resolve_deferred(env, a->deferred, told(env, a->answer));
  napi_delete_async_work(env, a->work);
  drop(a);
}

// lookUpLater(ask, name, uid, gid): a promise of the same.
Napi::Value LookUpLater(Info info) {
  napi_env env = info.Env();
  Asked *a = asked(info);
  if (a == nullptr) return no_memory(info);
  napi_value promise = nullptr, name = nullptr;
  napi_create_string_utf8(env, "forkexec:lookUp", NAPI_AUTO_LENGTH, &name);
  if (napi_create_async_work(env, nullptr, name, on_thread, on_answer, a, &a->work) != napi_ok) {
    drop(a);
    return no_memory(info);
  }
  if (napi_create_promise(env, &a->deferred, &promise) != napi_ok || napi_queue_async_work(env, a->work) != napi_ok) {
    if (promise != nullptr) napi_resolve_deferred(env, a->deferred, no_memory(info));
    napi_delete_async_work(env, a->work);
    drop(a);
    return promise == nullptr ? no_memory(info) : Napi::Value(env, promise);
  }
  return Napi::Value(env, promise);
}

}  // namespace

void fx_export_look_up(Napi::Env env, Napi::Object exports) {
  exports.Set("lookUp", Napi::Function::New<LookUp>(env));
  exports.Set("lookUpLater", Napi::Function::New<LookUpLater>(env));
}
