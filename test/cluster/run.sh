#!/usr/bin/env bash
# A study in 16 shards on a real Slurm, then by GNU parallel: two shards killed, one put back by a signal, one lost; the merged result
# must be that of a single run, bit for bit. Needs Debian's packages slurm-wlm, munge and parallel, and installs them where it may.
# Exit code 0 where it passed or says why it was skipped.
set -uo pipefail
cd "$(dirname "$0")/../.."
here="$PWD"
work="$(mktemp -d)"
pids=()
cleanup() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done; wait "${pids[@]}" 2>/dev/null; rm -rf "$work"; }
trap cleanup EXIT
say() { echo "cluster: $*"; }
fail() { say "FAILED: $*"; tail -n 20 "$work"/{plan,single,submit,parallel}.log "$work"/*/logs/* 2>/dev/null; exit 1; }

[ "$(uname)" = Linux ] || { say "skipped: needs Linux"; exit 0; }
[ "$(id -u)" = 0 ] || { say "skipped: Slurm's daemons want to be root"; exit 0; }
need=()
command -v slurmctld >/dev/null && command -v slurmd >/dev/null || need+=(slurm-wlm)
command -v munged >/dev/null || need+=(munge)
command -v parallel >/dev/null || need+=(parallel)
if [ ${#need[@]} -gt 0 ]; then
  command -v apt-get >/dev/null || { say "skipped: ${need[*]} not installed, and there is no apt-get"; exit 0; }
  say "installing ${need[*]}"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}"; } >"$work/apt.log" 2>&1 \
    || { say "skipped: ${need[*]} cannot be installed here: $(tail -n 1 "$work/apt.log")"; exit 0; }
fi

# Slurm without systemd, accounting or cgroups.
mkdir -p "$work"/{state,spool,munge}
chmod 755 "$work"
chown munge "$work/munge" && chmod 711 "$work/munge"
head -c 128 /dev/urandom >"$work/munge/key" && chmod 400 "$work/munge/key" && chown munge "$work/munge/key"
setpriv --reuid=munge --regid=munge --clear-groups munged --foreground --force --key-file="$work/munge/key" --socket="$work/munge/socket" \
  --pid-file="$work/munge/pid" --log-file="$work/munge/log" --seed-file="$work/munge/seed" >"$work/munged.log" 2>&1 &
pids+=($!)
host="$(hostname -s)"
port=$((20000 + RANDOM % 20000))
export SLURM_CONF="$work/slurm.conf"
cat >"$SLURM_CONF" <<CONF
ClusterName=misreport
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CryptoType=crypto/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=2,bf_interval=2,batch_sched_delay=0
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
MaxArraySize=10
KillWait=3
MinJobAge=300
SlurmdParameters=config_overrides
NodeName=$host NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
for _ in $(seq 50); do [ -S "$work/munge/socket" ] && break; sleep 0.1; done
slurmctld -D -f "$SLURM_CONF" >"$work/slurmctld.log" 2>&1 &
pids+=($!)
slurmd -D -f "$SLURM_CONF" -N "$host" >"$work/slurmd.log" 2>&1 &
pids+=($!)
for _ in $(seq 100); do [ "$(sinfo -h -o %t 2>/dev/null)" = idle ] && break; sleep 0.2; done
[ "$(sinfo -h -o %t 2>/dev/null)" = idle ] || fail "Slurm did not start"
say "Slurm $(sinfo --version | cut -d' ' -f2) is up"

# The program, compiled once; and in its place one that kills some of its shards the first time.
npx tsc -p tsconfig.build.json --noCheck --declaration false --outDir "$work/build/dist" || fail "does not compile"
cp -r bin package.json CITATION.cff "$work/build/" && ln -s "$(realpath node_modules)" "$work/build/node_modules"
real="node $work/build/bin/misreport.mjs"
cat >"$work/unlucky" <<UNLUCKY
#!/bin/bash
if [ "\$1" = shard ]; then
  plan="\$2"; index=; for word in "\$@"; do [ "\$before" = --index ] && index="\$word"; before="\$word"; done
  first=; mkdir "\$plan/first-\$index" 2>/dev/null && first=yes
  case "\$index" in
    2 | 9) [ "\$first" ] && { timeout -s KILL 2 $real "\$@"; kill -9 \$\$; } ;;
    5) [ "\$first" ] && { $real "\$@" & pid=\$!; for i in \$(seq 100); do sleep 0.1; kill -USR1 \$pid 2>/dev/null || break; done; wait \$pid; exit; } ;;
    11) [ -e "\$plan/luck" ] || exit 1 ;;
  esac
fi
exec $real "\$@"
UNLUCKY
chmod +x "$work/unlucky"

study=(rate double-auction --traders 24,40 --profiles 3e6 --sampler direct --device cpu)
cd "$work"
$real "${study[@]}" --no-ledger --out single --quiet >single.log 2>&1 || fail "the single run"
numbers() { node -e '
  const { estimates, curves, surfaces, fits, claims, verdicts } = JSON.parse(require("fs").readFileSync(process.argv[1] + "/result.json"));
  console.log(require("crypto").createHash("sha256").update(JSON.stringify({ estimates, curves, surfaces, fits, claims, verdicts })).digest("hex"));
' "$1"; }
same() { [ "$(numbers single)" = "$(numbers "$1")" ] || fail "$1 is not the single run"; say "$1: the bits of the single run, $(numbers "$1" | cut -c1-16)"; }
plan() { $real plan "${study[@]}" --out "merged-$1" --shards 16 --share-from 2^20 --plan "plan-$1" --quiet >>plan.log 2>&1 || fail "plan $1"; }
# Requeued tasks would wait two minutes.
settled() {
  for _ in $(seq 200); do
    [ -z "$(squeue -h)" ] && return
    for job in $(squeue -h -t PD -o '%i %r' | awk '$2 == "BeginTime" { print $1 }'); do
      scontrol update JobId="$job" StartTime=now && requeued=$((requeued + 1))
    done
    sleep 0.5
  done
  fail "tasks are still queued: $(squeue -h)"
}

requeued=0
plan slurm
$real submit plan-slurm --engine slurm --cores 1 --minutes 5 --program "$work/unlucky" >submit.log 2>&1 || fail "submit"
settled
[ "$requeued" -ge 1 ] || fail "no task was requeued"
grep -q "^round 1: 3 shards missing: 2,9,11$" plan-slurm/logs/merge-*.out || fail "the merge does not say what is missing"
say "after the first merge: $(grep -h missing plan-slurm/logs/merge-*.out)"
touch plan-slurm/luck
$real submit plan-slurm --engine slurm --cores 1 --minutes 5 --program "$work/unlucky" >>submit.log 2>&1 || fail "submit again"
settled
$real status plan-slurm | grep -q '100%' || fail "shards are missing"
[ -e merged-slurm/manifest.json ] || fail "the merge wrote no result"
same merged-slurm

plan parallel
touch plan-parallel/luck
$real submit plan-parallel --engine gnu-parallel --at-once 4 --program "$work/unlucky" >parallel.log 2>&1 || fail "GNU parallel"
same merged-parallel
cd "$here"
say "passed in $SECONDS s"
