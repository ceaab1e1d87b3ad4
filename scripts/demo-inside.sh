# What a process sees of itself; only a shell and id(1) are needed. Read from standard input.
echo "  id          $(id)"
read -r name < /proc/sys/kernel/hostname
echo "  host name   $name"
# proc_pid_stat(5): after the name in parentheses state, parent, group, session.
read -r stat < /proc/$$/stat
set -- ${stat##*) }
echo "  session     $4"
echo "  open files  at most $(ulimit -n)"

interfaces=
while IFS=': ' read -r interface rest; do
  case $interface in Inter-* | face) ;; *) interfaces="$interfaces $interface" ;; esac
done < /proc/net/dev
echo "  network    $interfaces"

echo '  processes'
shown=0 more=0
for dir in /proc/[0-9]*; do
  # One that has ended since has no name any more.
  { read -r comm < "$dir/comm"; } 2> /dev/null || continue
  if [ $shown -lt 5 ]; then echo "              ${dir#/proc/} $comm"; else more=$((more + 1)); fi
  shown=$((shown + 1))
done
[ $more -eq 0 ] || echo "              and $more more"
echo "  (this shell is process $$)"
