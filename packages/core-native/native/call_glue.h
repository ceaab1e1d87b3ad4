// The functions of the addon that are a system call each (calls.h), and environ.
#ifndef FX_CALL_GLUE_H
#define FX_CALL_GLUE_H

#include <napi.h>

void fx_export_calls(Napi::Env env, Napi::Object exports);

#endif
