// The pipe ends of pipe_end.c, the files that a child is given, and signals to a group, for JavaScript.
#ifndef FX_PIPES_H
#define FX_PIPES_H

#include <napi.h>

void fx_export_pipes(Napi::Env env, Napi::Object exports);

#endif
