# A sweep in parts, by Slurm: a job array, and behind it a job that merges.
#
#     sh sweep.sh [OPTION ...]   runs all, waits, merges; options of sbatch
#     sh sweep.sh merge          merges what is there
#
# The same again goes on, whatever ended it: what is done is not run again.
# Every machine must see this folder. TRAYJAM names the program, if it is
# another one. The exit code is that of the worst run.
#SBATCH --job-name=trayjam --requeue --output=part-%a.log

this_part() {
    part "$SLURM_ARRAY_TASK_ID" "${SLURM_CPUS_PER_TASK:-1}"
}

all_parts() {
    need sbatch slurm-client
    job=$(sbatch --parsable --array="1-$parts" "$@" ./sweep.sh part) || exit 74
    job=${job%%;*} # Behind it, the cluster's name.
    echo "sweep.sh: job $job, $parts tasks" >&2
    sbatch --quiet --wait --dependency="afterany:$job" --output=merged.log \
        "$@" ./sweep.sh merge
    code=$?
    cat merged.log
    exit "$code"
}
