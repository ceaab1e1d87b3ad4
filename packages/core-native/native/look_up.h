// lookUp and lookUpLater of the addon.
#ifndef FX_LOOK_UP_H
#define FX_LOOK_UP_H

#include <napi.h>

void fx_export_look_up(Napi::Env env, Napi::Object exports);

#endif
