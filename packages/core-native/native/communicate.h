// communicate of the addon.
#ifndef FX_COMMUNICATE_H
#define FX_COMMUNICATE_H

#include <napi.h>

extern "C" {
#include "requests.h"
}

// `opened`: where the descriptors of openStdio are until they are given away.
void fx_export_communicate(Napi::Env env, Napi::Object exports, fx_fds *opened);

#endif
