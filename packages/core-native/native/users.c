// Users and groups by name, as libc finds them: through NSS, so that LDAP, systemd and the like count. For the parent and
// only there: modules of NSS allocate, lock, open sockets and read environments, and none of that is for a child in our
// memory.
//
// The dangers. An entry may be of any size, a group with all its members above all: buffers grow until it fits (ERANGE). A
// signal may interrupt a module (EINTR): asked again. And "nobody is called that" is told in as many ways as there are
// modules, getpwnam_r(3), ERRORS: only what cannot be anything else is taken for it, the rest is an error with its errno.
#include "users.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>

enum { FIRST_BUFFER = 1024, FIRST_GROUPS = 64 };
// A group with half a million members has 16 MiB of names: beyond it is a module that always says ERANGE.
#define LARGEST_BUFFER ((size_t)64 << 20)
#define LARGEST_GROUPS (1 << 20)

// One of the three reentrant functions: 0, or an errno.
typedef int search(const fx_question *q, void *entry, char *buffer, size_t size, int *found);

static int by_name(const fx_question *q, void *entry, char *buffer, size_t size, int *found) {
  struct passwd *result = NULL;
  int err = getpwnam_r(q->name, entry, buffer, size, &result);
  *found = result != NULL;
  return err;
}

static int by_uid(const fx_question *q, void *entry, char *buffer, size_t size, int *found) {
  struct passwd *result = NULL;
  int err = getpwuid_r(q->uid, entry, buffer, size, &result);
  *found = result != NULL;
  return err;
}

static int group_by_name(const fx_question *q, void *entry, char *buffer, size_t size, int *found) {
  struct group *result = NULL;
  int err = getgrnam_r(q->name, entry, buffer, size, &result);
  *found = result != NULL;
  return err;
}

// The buffer that holds the entry's strings; NULL with *err 0 where there is no such entry. ENOENT and ESRCH: no source has
// it, or the last one has no database at all.
static char *find(search *ask, const fx_question *q, void *entry, int *err) {
  size_t size = FIRST_BUFFER;
  char *buffer = NULL;
  for (;;) {
    char *grown = realloc(buffer, size);
    if (grown == NULL) {
      *err = ENOMEM;
      break;
    }
    buffer = grown;
    int found = 0;
    *err = ask(q, entry, buffer, size, &found);
    if (*err == EINTR) continue;
    if (*err == ERANGE && size < LARGEST_BUFFER) {
      size *= 2;
      continue;
    }
    if (*err == 0 && found) return buffer;
    if (*err == ENOENT || *err == ESRCH) *err = 0;
    break;
  }
  free(buffer);
  return NULL;
}

// The user's groups. getgrouplist(3) says how many there are when the array is too small, and nothing when it has no memory.
static uint32_t *list_groups(const char *name, gid_t gid, size_t *count, int *err) {
  int room = FIRST_GROUPS;
  gid_t *gids = NULL;
  for (;;) {
    gid_t *grown = realloc(gids, sizeof(gid_t) * (size_t)room);
    int n = room;
    if (grown == NULL) break;
    gids = grown;
    if (getgrouplist(name, gid, gids, &n) >= 0) {
      *count = (size_t)n;
      return gids;
    }
    if (n <= room || n > LARGEST_GROUPS) break;
    room = n;
  }
  free(gids);
  *err = ENOMEM;
  return NULL;
}

static void fail(fx_answer *a, enum fx_user_call call, int err) {
  a->call = call;
  a->err = -err;
}

static void give(fx_answer *a, enum fx_user_call call, uint32_t first, uint32_t second, size_t count) {
  a->ids = malloc(2 * sizeof *a->ids);
  if (a->ids == NULL) {
    fail(a, call, ENOMEM);
    return;
  }
  a->ids[0] = first;
  a->ids[1] = second;
  a->count = count;
}

static fx_answer group(const fx_question *q) {
  fx_answer a = {0};
  struct group entry;
  int err = 0;
  char *buffer = find(group_by_name, q, &entry, &err);
  if (buffer == NULL)
    fail(&a, FX_CALL_GETGRNAM, err);
  else
    give(&a, FX_CALL_GETGRNAM, entry.gr_gid, 0, 1);
  free(buffer);
  return a;
}

// The groups go by the name that the entry has: a directory may answer to others, in capitals for one.
fx_answer fx_look_up(const fx_question *q) {
  if (q->ask == FX_ASK_GROUP) return group(q);
  fx_answer a = {0};
  struct passwd entry;
  int err = 0;
  enum fx_user_call call = q->name == NULL ? FX_CALL_GETPWUID : FX_CALL_GETPWNAM;
  char *buffer = find(q->name == NULL ? by_uid : by_name, q, &entry, &err);
  if (buffer == NULL) {
    fail(&a, call, err);
  } else if (q->ask == FX_ASK_USER) {
    give(&a, call, entry.pw_uid, entry.pw_gid, 2);
  } else {
    a.ids = list_groups(entry.pw_name, q->gid, &a.count, &err);
    if (a.ids == NULL) fail(&a, FX_CALL_GETGROUPLIST, err);
  }
  free(buffer);
  return a;
}
