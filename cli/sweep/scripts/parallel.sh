# A sweep in parts, by GNU parallel, here or on other machines by ssh.
#
#     sh sweep.sh [OPTION ...]   runs all, merges; options of parallel, such as
#                                --sshloginfile FILE
#     sh sweep.sh merge          merges what is there
#
# The same again goes on, whatever ended it: what is done is not run again.
# Every machine must see this folder. TRAYJAM names the program, if it is
# another one. The exit code is that of the worst run.

this_part() {
    part "$1" 1 >"part-$1.log" 2>&1
}

all_parts() {
    need parallel parallel
    [ -t 2 ] && set -- --bar "$@"
    seq "$parts" | parallel --will-cite --env TRAYJAM --workdir "$PWD" \
        --joblog parts.log "$@" sh ./sweep.sh part
    merge
}
