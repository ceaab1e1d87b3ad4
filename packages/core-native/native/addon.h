// What belongs to one JavaScript environment, for glue that stands in files of its own.
#ifndef FX_ADDON_H
#define FX_ADDON_H

#include <napi.h>

extern "C" {
#include "requests.h"
}

fx_owner *fx_owner_of(napi_env env);
// For bytes that are no plan: why, or a negated errno.
Napi::Value fx_refused(const Napi::CallbackInfo &info, const fx_refusal &why);

#endif
