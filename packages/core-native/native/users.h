// The system's database of users and groups: passwd, group and initgroups of nsswitch.conf(5).
#ifndef FX_USERS_H
#define FX_USERS_H

#include <stddef.h>
#include <stdint.h>

enum fx_ask {
  FX_ASK_USER,    // [uid, gid]
  FX_ASK_GROUP,   // [gid]
  FX_ASK_GROUPS,  // the user's groups, with `gid` as its primary one
};

typedef struct {
  enum fx_ask ask;
  const char *name;  // NULL: the user with the number `uid`
  uint32_t uid, gid;
} fx_question;

typedef struct {
  uint32_t *ids;  // free(3) it; NULL where nobody was found
  size_t count;
  long err;  // 0, or a negated errno of `call`
  int call;  // enum fx_user_call
} fx_answer;

enum fx_user_call { FX_CALL_GETPWNAM, FX_CALL_GETPWUID, FX_CALL_GETGRNAM, FX_CALL_GETGROUPLIST };

// May take as long as a server that does not answer. Any thread.
fx_answer fx_look_up(const fx_question *q);

#endif
