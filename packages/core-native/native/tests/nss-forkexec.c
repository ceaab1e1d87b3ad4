// A source for nsswitch.conf(5), "forkexec", with the users and groups that tests need: many groups, large entries, odd
// names, and each way in which a database can fail. NSS Modules Interface, The GNU C Library Reference Manual, 30.4.
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <nss.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { UID = 23456, GID = 23457, GROUPS = 300, FIRST_GROUP = 40000, LARGE = 3 << 20 };

struct user {
  const char *name, *real;
  uid_t uid;
  gid_t gid;
};

static const struct user users[] = {
    {"fx-user", "fx-user", UID, GID},
    {"FX-User", "fx-user", UID, GID},  // a directory that does not care
    {"fx-self", "fx-self", 54321, 54321},
    {"fx-large", "fx-large", 23458, GID},
    {"fx-slow", "fx-slow", 23459, GID},
    {"fx-eintr", "fx-eintr", 23461, GID},
    {"o'dd $(n\xc3\xa4me):*", "odd", 23460, GID},
    {"0x10", "0x10", 23462, GID},
};

// Whoever holds the other end of the FIFO decides when.
static void wait_for_gate(void) {
  char byte;
  int fd = open(getenv("FORKEXEC_GATE"), O_RDONLY | O_CLOEXEC);
  while (read(fd, &byte, 1) < 0 && errno == EINTR) {
  }
  close(fd);
}

static enum nss_status failing(const char *name, size_t size, int *err) {
  static int interrupted;
  if (strcmp(name, "fx-broken") == 0) return *err = EIO, NSS_STATUS_UNAVAIL;
  if (strcmp(name, "fx-refused") == 0) return *err = EPERM, NSS_STATUS_UNAVAIL;
  if (strcmp(name, "fx-busy") == 0) return *err = EAGAIN, NSS_STATUS_TRYAGAIN;
  if (strcmp(name, "fx-esrch") == 0) return *err = ESRCH, NSS_STATUS_UNAVAIL;
  if (strcmp(name, "fx-enoent") == 0) return *err = ENOENT, NSS_STATUS_UNAVAIL;
  if (strcmp(name, "fx-endless") == 0) return *err = ERANGE, NSS_STATUS_TRYAGAIN;
  if (strcmp(name, "fx-large") == 0 && size < LARGE) return *err = ERANGE, NSS_STATUS_TRYAGAIN;
  if (strcmp(name, "fx-eintr") == 0 && interrupted++ % 3 != 2) return *err = EINTR, NSS_STATUS_TRYAGAIN;
  return NSS_STATUS_SUCCESS;
}

static enum nss_status fill(const struct user *u, struct passwd *pw) {
  *pw = (struct passwd){.pw_name = (char *)u->real, .pw_passwd = "x", .pw_uid = u->uid, .pw_gid = u->gid,
                        .pw_gecos = "", .pw_dir = "/", .pw_shell = "/bin/false"};
  return NSS_STATUS_SUCCESS;
}

enum nss_status _nss_forkexec_getpwnam_r(const char *name, struct passwd *pw, char *buffer, size_t size, int *err) {
  enum nss_status status = failing(name, size, err);
  if (status != NSS_STATUS_SUCCESS) return status;
  if (strcmp(name, "fx-large") == 0) memset(buffer, 'x', size);  // all of it is there
  if (strcmp(name, "fx-slow") == 0) wait_for_gate();
  for (size_t i = 0; i < sizeof users / sizeof *users; i++)
    if (strcmp(users[i].name, name) == 0) return fill(&users[i], pw);
  return *err = ENOENT, NSS_STATUS_NOTFOUND;
}

enum nss_status _nss_forkexec_getpwuid_r(uid_t uid, struct passwd *pw, char *buffer, size_t size, int *err) {
  (void)buffer, (void)size;
  if (uid == 23499) return *err = EIO, NSS_STATUS_UNAVAIL;
  for (size_t i = 0; i < sizeof users / sizeof *users; i++)
    if (users[i].uid == uid) return fill(&users[i], pw);
  return *err = ENOENT, NSS_STATUS_NOTFOUND;
}

enum nss_status _nss_forkexec_getgrnam_r(const char *name, struct group *gr, char *buffer, size_t size, int *err) {
  static char *nobody[] = {NULL};
  enum nss_status status = failing(name, size, err);
  if (status != NSS_STATUS_SUCCESS) return status;
  if (strcmp(name, "fx-large") == 0) memset(buffer, 'x', size);
  if (strncmp(name, "fx-", 3) != 0) return *err = ENOENT, NSS_STATUS_NOTFOUND;
  *gr = (struct group){.gr_name = (char *)name, .gr_passwd = "x", .gr_gid = 34567, .gr_mem = nobody};
  return NSS_STATUS_SUCCESS;
}

// What a server with members in its groups answers: only the user's real name is in them.
enum nss_status _nss_forkexec_initgroups_dyn(const char *name, gid_t own, long *start, long *size, gid_t **groups,
                                             long limit, int *err) {
  (void)limit;
  if (strcmp(name, "fx-user") != 0) return *err = ENOENT, NSS_STATUS_NOTFOUND;
  for (gid_t gid = FIRST_GROUP; gid < FIRST_GROUP + GROUPS; gid++) {
    if (gid == own) continue;
    if (*start == *size) {
      gid_t *grown = realloc(*groups, sizeof(gid_t) * 2 * (size_t)*size);
      if (grown == NULL) return *err = ENOMEM, NSS_STATUS_TRYAGAIN;
      *groups = grown;
      *size *= 2;
    }
    (*groups)[(*start)++] = gid;
  }
  return NSS_STATUS_SUCCESS;
}
