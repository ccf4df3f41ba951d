# What the script of every scheduler ends with.

# need COMMAND PACKAGE
need() {
    command -v "$1" >/dev/null && return
    echo "sweep.sh: there is no $1 here (Debian package $2)" >&2
    exit 6
}

# part NUMBER THREADS. What a killed one left is begun anew.
part() {
    [ -f "part-$1/sweep.json" ] || rm -rf "part-$1"
    exec "$program" sweep "$scenario" --seeds "$seeds" --shard "$1/$parts" \
        --jobs "$2" --keep "$keep" --out "part-$1"
}

merge() {
    i=0
    set --
    while [ $((i += 1)) -le "$parts" ]; do
        set -- "$@" "part-$i/sweep.json"
        [ -f "part-$i/sweep.json" ] && continue
        echo "sweep.sh: part $i left nothing, see part-$i.log;" \
             "the same command again runs it" >&2
        exit 74
    done
    exec "$program" sweep --merge "$@" --out merged ${format:+--format "$format"}
}

# A scheduler may start a copy that lies elsewhere, in this folder.
[ ! -f "$(dirname "$0")/$scenario" ] || cd "$(dirname "$0")" || exit 74
case ${1:-} in
part)  shift; this_part "$@" ;;
merge) merge ;;
*)     all_parts "$@" ;;
esac
