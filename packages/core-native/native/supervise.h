// takeStop and the others of supervise.cc.
#ifndef FX_SUPERVISE_H
#define FX_SUPERVISE_H

#include <napi.h>

void fx_export_supervise(Napi::Env env, Napi::Object exports);

#endif
