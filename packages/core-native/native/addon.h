// What belongs to one JavaScript environment, the main thread's or a worker's, for glue that stands in files of its own.
#ifndef FX_ADDON_H
#define FX_ADDON_H

#include <napi.h>

extern "C" {
#include "pipe_end.h"
#include "requests.h"
}

struct Addon {
  fx_owner *owner;
  napi_threadsafe_function bell;
  napi_ref dispatch, records;
  fx_fds opened;  // pidfds and files of this environment that no watch will close
  fx_pipes pipes;
  int ended[64];  // pidfds of the batch that is being told, until they are closed there
  size_t endings;
};

Addon *addon_of(napi_env env);

// For bytes that are no plan: why, or a negated errno.
Napi::Value fx_refused(const Napi::CallbackInfo &info, const fx_refusal &why);

#endif
