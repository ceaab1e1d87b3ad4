// What JavaScript gives to the addon's functions, and the numbers that it gets.
#ifndef FX_ARGUMENTS_H
#define FX_ARGUMENTS_H

#include <napi.h>

using Info = const Napi::CallbackInfo &;

inline Napi::Value number(Info info, long v) { return Napi::Number::New(info.Env(), static_cast<double>(v)); }

inline int int_at(Info info, size_t i) { return info[i].As<Napi::Number>().Int32Value(); }

struct Bytes {
  const void *data;
  size_t size;
};

// Of a typed array; none for anything else.
inline Bytes bytes_at(Info info, size_t i) {
  void *data = nullptr;
  size_t size = 0;
  if (info[i].IsTypedArray()) napi_get_typedarray_info(info.Env(), info[i], nullptr, &size, &data, nullptr, nullptr);
  return {data, size};
}

#endif
