// See call_glue.h.
#include "call_glue.h"

#include <string.h>
#include <unistd.h>

#include "arguments.h"

extern "C" {
#include "calls.h"
}

namespace {

// landlockCreateRuleset(attr | null, flags), landlockAddRule(fd, type, attr), capget(header, data), tcgetpgrp(fd),
// tcsetpgrp(fd, pgid): the result, or a negated errno.
Napi::Value LandlockCreateRuleset(Info info) {
  Bytes attr = bytes_at(info, 0);
  return number(info, fx_landlock_create_ruleset(attr.data, attr.size, info[1].As<Napi::Number>().Uint32Value()));
}
Napi::Value LandlockAddRule(Info info) {
  Bytes attr = bytes_at(info, 2);
  return number(info, fx_landlock_add_rule(int_at(info, 0), int_at(info, 1), attr.data, attr.size));
}
Napi::Value Capget(Info info) {
  Bytes header = bytes_at(info, 0), data = bytes_at(info, 1);
  if (header.size != 8 || (data.data != nullptr && data.size != 24)) return number(info, -22);  // EINVAL
  return number(info, fx_capget(const_cast<void *>(header.data), const_cast<void *>(data.data)));
}
Napi::Value Tcgetpgrp(Info info) { return number(info, fx_tcgetpgrp(int_at(info, 0))); }
Napi::Value Tcsetpgrp(Info info) { return number(info, fx_tcsetpgrp(int_at(info, 0), int_at(info, 1))); }

// environ(): the process's own environment, one buffer with a NUL behind each entry.
Napi::Value Environ(Info info) {
  size_t size = 0;
  for (char **e = environ; e != nullptr && *e != nullptr; e++) size += strlen(*e) + 1;
  Napi::Buffer<char> out = Napi::Buffer<char>::New(info.Env(), size);
  char *to = out.Data();
  for (char **e = environ; e != nullptr && *e != nullptr; e++) {
    size_t n = strlen(*e) + 1;
    if (to + n > out.Data() + size) break;  // another thread added to it
    memcpy(to, *e, n);
    to += n;
  }
  return out;
}

}  // namespace

void fx_export_calls(Napi::Env env, Napi::Object exports) {
  exports.Set("landlockCreateRuleset", Napi::Function::New<LandlockCreateRuleset>(env));
  exports.Set("landlockAddRule", Napi::Function::New<LandlockAddRule>(env));
  exports.Set("capget", Napi::Function::New<Capget>(env));
  exports.Set("tcgetpgrp", Napi::Function::New<Tcgetpgrp>(env));
  exports.Set("tcsetpgrp", Napi::Function::New<Tcsetpgrp>(env));
  exports.Set("environ", Napi::Function::New<Environ>(env));
}
