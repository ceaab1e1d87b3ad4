// openStdio and closeStdio of the addon.
#ifndef FX_CHILD_STDIO_H
#define FX_CHILD_STDIO_H

#include <napi.h>

void fx_export_stdio(Napi::Env env, Napi::Object exports);

#endif
