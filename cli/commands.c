/* SPDX-License-Identifier: MIT */
/* The table of commands: what --help says and which options each takes. */
#include "cli/cmd.h"

#include "core/base/assert.h"

#define BIT(id) OPTION_BIT(id)
#define WORKLOAD_OPTIONS                                                    \
    (BIT(DRIVE) | BIT(SEED) | BIT(CLIENTS) | BIT(RUNNER) | BIT(DURATION) |  \
     BIT(OPS) | BIT(STRATEGY) | BIT(RATE) | BIT(FAULT) | BIT(THRESHOLD) |   \
     BIT(SET) | REAL_OPTIONS)
#define REAL_OPTIONS (BIT(I_ACCEPT_WEAR) | BIT(ALLOW_LIST))
#define TALK_OPTIONS (BIT(QUIET) | BIT(JSON) | BIT(NO_COLOR))

#define REQUEST_EXITS "0 1 6 64 70"
#define REFUSED_MEANS "the drive refused the request"
#define REQUEST_MORE                                                        \
    "One request, alone, on a handle of its own. The answer's NTSTATUS, Win32\n" \
    "error, and one sentence: what happened, who has the drive (asked after a\n" \
    "refusal), what to do next. A simulated drive lives only as long as the\n" \
    "command, so on `sim` this shows what a fresh drive answers."
#define REQUEST(verb, says, sample, extra)                                   \
    { .name = verb, .about = says, .more = REQUEST_MORE, .example = sample,  \
      .exits = REQUEST_EXITS, .exit_means = { [1] = REFUSED_MEANS },         \
      .run = cmd_request,                                                    \
      .options = BIT(DRIVE) | BIT(JSON) | BIT(NO_COLOR) | (extra) }

static const struct command commands[] = {
    { .name = "run", .operands = "SCENARIO", .run = cmd_run,
      .about = "run a workload: a preset's name or an .ini file",
      .more = "Writes out/SCENARIO/UTC-SEED/ (and the link `latest`): trace, "
              "run.json,\nreport.html and more. Prints the seed first, the "
              "verdict last. A run that\nhangs (--set hang=60s) is stopped and "
              "says who waited for whom.",
      .example = "trayjam run two-burners --duration 5s --seed 7",
      .exits = "0 1 2 3 4 5 6 64 65 66 70 74 130",
      .operands_min = 1, .operands_max = 1,
      .options = WORKLOAD_OPTIONS | TALK_OPTIONS | BIT(OUT) | BIT(FORMAT) |
                 BIT(PROGRESS) | BIT(JSON_PROGRESS) | BIT(PROGRESS_EVERY) |
                 BIT(PARSE_ONLY) | BIT(DUMP_CONFIG) | BIT(LOOK_MEMORY) |
                 BIT(SCHEDULE) },
    { .name = "attach", .operands = "[SCENARIO] -- PROGRAM ...",
      .run = cmd_attach,
      .about = "an unmodified program at a simulated drive, in a storm (Linux)",
      .more = "For PROGRAM, /dev/sr0 (--as) and /dev/cdrom are the drive: a "
              "library loaded\ninto it passes its calls on. What it did is in "
              "the trace like a client's, and\njudged: hung (exit 4), leaked "
              "lock or tray lock, hammered. Faults strike it,\ntoo. Without "
              "SCENARIO nobody else is there. The run lasts as long as PROGRAM.",
      .example = "trayjam attach two-burners -- eject -v /dev/sr0",
      .exits = "0 1 2 3 4 5 6 64 65 66 70 74 130",
      .operands_min = 1, .operands_max = OPTION_OPERANDS_MAX,
      .options = (WORKLOAD_OPTIONS & ~(BIT(RUNNER) | BIT(DURATION) | BIT(OPS) |
                                       BIT(STRATEGY) | REAL_OPTIONS)) |
                 TALK_OPTIONS | BIT(OUT) | BIT(FORMAT) | BIT(PROGRESS) |
                 BIT(JSON_PROGRESS) | BIT(PROGRESS_EVERY) | BIT(AS) |
                 BIT(NAME) | BIT(TIMEOUT) },
    { .name = "check", .operands = "RUN", .run = cmd_check,
      .about = "judge a recorded run again, also one from another machine",
      .more = "RUN is a run folder, or a trace folder alone. In a run folder "
              "run.json,\nfindings.json, ledger.csv, latency.hlog and the "
              "reports are made anew.",
      .example = "trayjam check out/two-burners/latest",
      .exits = "0 1 2 3 4 5 64 65 66 70 74",
      .operands_min = 1, .operands_max = 1,
      .options = TALK_OPTIONS | BIT(PARTIAL) | BIT(THRESHOLD) },
    { .name = "report", .operands = "RUN", .run = cmd_report,
      .about = "make report.html, junit.xml and more from a recorded run",
      .more = "--format LIST, or all: html, junit, md, sarif and csv are made "
              "without it;\noperations and chrome when asked for. `trayjam "
              "list formats` has the files.",
      .example = "trayjam report out/two-burners/latest --format html",
      .exits = "0 6 64 65 66 74 130", .operands_min = 1, .operands_max = 1,
      .options = BIT(FORMAT) | BIT(QUIET) },
    { .name = "compare", .operands = "A [B]", .run = cmd_compare,
      .about = "did B get worse than A, or is it noise? A gate for CI",
      .more = "A and B are run folders, folders of run folders, or baseline "
              "files. Every\noperation's latencies and refused share: "
              "regressed, improved, noise or\ninsufficient. A gate needs 5 "
              "runs or more a side; of one, only the noise\nwithin the run "
              "is known. --baseline-out keeps B (or A alone) for later.",
      .example = "trayjam compare baseline.json out/two-burners --tolerance 10%",
      .exits = "0 2 3 6 64 65 66 74 130",
      .exit_means = { [0] = "no regression",
                      [2] = "too little data for what was asked",
                      [3] = "a regression" },
      .operands_min = 1, .operands_max = 2,
      .options = BIT(PERCENTILES) | BIT(MIN_ATTEMPTS) | BIT(TOLERANCE) |
                 BIT(SEED) | BIT(BASELINE_OUT) | BIT(HTML) | BIT(JSON) },
    { .name = "export", .operands = "RUN", .run = cmd_export,
      .about = "a recorded run in a form that other checkers read",
      .more = "The operations that say or may have changed who owns a drive, "
              "as the search\nfor an order of all answers (TJ-O01) sees them: "
              "on stdout, or in --out FILE.\ndocs/HISTORY_FORMAT.md has a "
              "model for Porcupine.",
      .example = "trayjam export --history out/two-burners/latest",
      .exits = "0 64 65 66 70 74", .operands_min = 1, .operands_max = 1,
      .options = BIT(HISTORY) | BIT(OUT) | BIT(PARTIAL) | BIT(QUIET) },
    { .name = "story", .operands = "FILE|-", .run = cmd_story,
      .about = "drive one simulated drive by script, in virtual time",
      .example = "trayjam story docs/examples/eject-refused.story",
      .exits = "0 1 64 65 66 70 74",
      .exit_means = { [1] = "an expectation of the script did not hold" },
      .operands_min = 1, .operands_max = 1,
      .options = BIT(JSON) | BIT(SCSI) },
    { .name = "diff-backends", .operands = "STORY|FOLDER ...",
      .run = cmd_diff_backends,
      .about = "the same stories on the simulated drive and on another one",
      .more = "Each answer, event and look at the drive is held against what "
              "the story player\nof virtual time says. --for: so much of a "
              "story's time is played (default 5s).\nA story that wants what "
              "nobody can do to a drive is compared up to there.",
      .example = "trayjam diff-backends tests/stories --drive sim",
      .exits = "0 1 6 64 65 66 70 74 130",
      .exit_means = { [0] = "the drives agree, but for what was expected",
                      [1] = "a difference that was not expected, or an "
                            "expected one that did not come" },
      .operands_min = 1, .operands_max = OPTION_OPERANDS_MAX,
      .options = BIT(DRIVE) | BIT(FOR) | BIT(EXPECTED) | BIT(JSON) },
    { .name = "drives", .run = cmd_drives,
      .about = "drives: media, tray, locked by whom since when, refusals",
      .more = "Without --drive: every kind of drive, and whether it can be used "
              "here. With\n--drive, that drive, or all that a server has "
              "(sim:SOCKET#1 is its second);\n--watch stays: a table on a "
              "terminal, else a line (--json: an object) for each\ndrive "
              "whenever something changed. Since when: as this watcher saw it. "
              "Refused:\na simulated drive counts for everybody, of another only "
              "the watcher's own\nrequests are known.",
      .example = "trayjam drives --drive sim:/tmp/tray --watch",
      .exits = "0 6 64 70 130",
      .options = BIT(DRIVE) | BIT(WATCH) | BIT(EVERY) | BIT(FOR) | BIT(JSON) |
                 BIT(NO_COLOR) },
    REQUEST("query", "who has the drive?", "trayjam query --drive sim", 0),
    REQUEST("lock", "take the drive for yourself (until the command ends)",
            "trayjam lock --drive sim --as Anna",
            BIT(AS) | BIT(IGNORE_VOLUME) | BIT(DISMOUNT) |
                BIT(NO_NOTIFICATIONS)),
    REQUEST("unlock", "give the drive back (only its owner can)",
            "trayjam unlock --drive sim", BIT(NO_NOTIFICATIONS)),
    REQUEST("eject", "open the tray", "trayjam eject --drive sim", REAL_OPTIONS),
    REQUEST("load", "close the tray (needs read access)",
            "trayjam load --drive sim", REAL_OPTIONS),
    REQUEST("load2", "close the tray (needs no access)",
            "trayjam load2 --drive sim", REAL_OPTIONS),
    { .name = "mcn", .operands = "on|off", .run = cmd_request,
      .about = "media change notification on or off", .more = REQUEST_MORE,
      .example = "trayjam mcn off --drive sim", .exits = REQUEST_EXITS,
      .exit_means = { [1] = REFUSED_MEANS }, .operands_min = 1, .operands_max = 1,
      .options = BIT(DRIVE) | BIT(JSON) | BIT(NO_COLOR) },
    REQUEST("prevent", "lock the tray", "trayjam prevent --drive sim", 0),
    REQUEST("allow", "unlock the tray", "trayjam allow --drive sim", 0),
    REQUEST("verify", "is a disc there, and is it still the same?",
            "trayjam verify --drive sim:disc=present", 0),
    { .name = "hold", .run = cmd_hold,
      .about = "own the drive so that other software can be tried against it",
      .more = "Says when the drive is its own, and after --for or Ctrl-C gives "
              "it back. A\nmounted file system is in the way of a plain lock: "
              "--dismount or\n--ignore-volume.",
      .example = "trayjam hold --drive sim --as Anna --for 10s",
      .exits = "0 1 6 64 70 130", .exit_means = { [1] = REFUSED_MEANS },
      .options = BIT(DRIVE) | BIT(AS) | BIT(FOR) | BIT(IGNORE_VOLUME) |
                 BIT(DISMOUNT) | BIT(JSON) | BIT(QUIET) },
    { .name = "watch", .run = cmd_watch,
      .about = "print device events as they arrive, every field decoded",
      .more = "A simulated drive is private to the command and nobody touches "
              "it, so on\n`sim` a demonstration round is played: a disc comes, "
              "one program locks and\nunlocks, the tray opens. Behind the "
              "path of a drive of Windows, ;notify= says\nwho hears them: "
              "window (default), service (made for the time; needs an\n"
              "administrator) or cm (CM_Register_Notification).",
      .example = "trayjam watch --drive sim --for 3s",
      .exits = "0 6 64 70 130", .options = BIT(DRIVE) | BIT(FOR) | BIT(JSON) },
    { .name = "serve", .run = cmd_serve,
      .about = "host simulated drives for other processes",
      .more = "Prints the socket's path once it can be reached. Other commands "
              "and runs\nreach its first drive as `--drive sim:PATH`. A client "
              "that dies is CLEANUP\nand CLOSE of its handles, as on Windows. "
              "There PATH is \\\\.\\pipe\\NAME.",
      .example = "trayjam serve --socket /tmp/tray --drive sim:disc=present",
      .exits = "0 6 64 65 70 74",
      .options = BIT(DRIVE) | BIT(DRIVES) | BIT(SOCKET) | BIT(SEED) |
                 BIT(FOR) | BIT(QUIET) },
    { .name = "drive", .operands = "ACTION [N] [...]", .run = cmd_drive,
      .about = "simulated drives as real devices of Windows and of Linux",
      .more = "install [FILE], start, stop, uninstall: the driver trayjam.sys; on "
              "Linux start\nloads what the kernel has, and stop removes all "
              "drives.\n"
              "add N[:LETTER] [PROFILE,KEY=VALUE,...], remove N: \\\\.\\CdRomN "
              "and, with\na letter, its volume; on Linux /dev/srM. Prints the "
              "name. status [N]: the\ndriver, or the inside of a drive.\n"
              "press N, open N, close N, insert N [DISC], take N, swap N, "
              "jam N [T]: hands.\n"
              "busy N T [COUNT], sense N K/A/Q [COUNT], srb N NAME [COUNT] (each "
              "with op=XX:\nof that operation code only), reset N, unplug N, "
              "replug N, sleep N, wake N,\nforget-prevent N, mutex-loss N "
              "[COUNT], no-memory N [COUNT], calm N,\nmutant N NAME: faults "
              "(calm takes them back).",
      .example = "trayjam drive add 9:R bluray-sata-an,disc=none",
      .exits = "0 6 64 65 66 70 74", .operands_min = 1, .operands_max = 5,
      .options = BIT(SEED) | BIT(JSON) },
    { .name = "panel", .run = cmd_panel,
      .about = "a page in the browser: drives, locks and events, live, to press",
      .more = "Prints the page's address, for this machine only and with a secret "
              "in it.\nFour programs side by side lock, unlock, eject ... and "
              "see what the others\nget. Without --drive, a simulated drive of "
              "its own. Ends with Ctrl-C, or\nafter --for. Needs Python; "
              "nothing else.",
      .example = "trayjam panel --drive sim:/tmp/tray --browser",
      .exits = "0 6 64 70 74",
      .options = BIT(DRIVE) | BIT(PORT) | BIT(BROWSER) | BIT(FOR) },
    { .name = "panel-worker", .hidden = true, .run = cmd_panel_worker,
      .about = "one drive of a panel, told by lines; started by panel",
      .example = "trayjam panel --drive sim", .exits = "0 6 64 70 74",
      .options = BIT(DRIVE) },
    { .name = "worker", .hidden = true, .run = cmd_worker,
      .operands = "drives|clients|guard|ear|echo ...", .operands_min = 1, .operands_max = 5,
      .about = "a process of a run with processes; started by run",
      .example = "trayjam run two-burners --clients 4t2p",
      .exits = "0 6 64 65 66 70 74" },
    { .name = "explore", .operands = "SCENARIO", .run = cmd_explore,
      .about = "many interleavings of one small workload, each judged",
      .more = "In virtual time, from one seed: between any two steps of a request, "
              "another's\nor a client's next call may come. exhaustive (all of them), "
              "pct or random.\nOf schedules with the same history one is judged. Stops "
              "at the first finding\nand writes a run folder of it, the schedule in "
              "repro/schedule. Clients must\nretire: see the preset explore-lock.",
      .example = "trayjam explore explore-lock --strategy pct --schedules 10k",
      .exits = "0 1 2 3 4 5 6 64 65 66 70 74 130",
      .exit_means = { [0] = "no finding, and as much was gone through as was asked "
                            "for",
                      [2] = "no finding, but less was gone through, or nobody met "
                            "anybody" },
      .operands_min = 1, .operands_max = 1,
      .options = BIT(DRIVE) | BIT(SEED) | BIT(CLIENTS) | BIT(SET) | BIT(THRESHOLD) |
                 BIT(STRATEGY) | BIT(SCHEDULES) | BIT(FOR) | BIT(DEPTH) |
                 BIT(BOUND) | BIT(NO_MERGE) | BIT(KEEP_GOING) | BIT(OUT) |
                 BIT(QUIET) | BIT(JSON) },
    { .name = "canary", .run = cmd_canary,
      .about = "plant each known driver defect; the judge must find every one",
      .example = "trayjam canary --seeds 20", .exits = "0 1 64 70 74 130",
      .exit_means = { [1] = "a defect was not found, or the honest drive was "
                            "accused" },
      .options = BIT(SEEDS) | BIT(JSON) | BIT(QUIET) },
    { .name = "list", .operands = "KIND",
      .run = cmd_list, .about = "what there is, by name",
      .more = "KIND is presets, personas, profiles, faults, rules, mutants, "
              "backends, events,\nioctls, statuses, verbs, steps, commands, metrics or formats.",
      .example = "trayjam list rules", .exits = "0 64 70",
      .operands_min = 1, .operands_max = 1, .options = BIT(JSON) },
    { .name = "explain", .operands = "NAME", .run = cmd_explain,
      .about = "a rule, status, IOCTL, GUID, preset ... in plain words",
      .example = "trayjam explain 0x2C05C", .exits = "0 64 70",
      .operands_min = 1, .operands_max = 1 },
    { .name = "doctor", .run = cmd_doctor,
      .about = "what works on this machine, what is missing, how to get it",
      .example = "trayjam doctor", .exits = "0 64 70",
      .options = BIT(JSON) },
    { .name = "bench", .operands = "[FIGURE]", .run = cmd_bench,
      .operands_max = 1,
      .about = "trayjam's own speed, each figure beside its limit",
      .more = "A goal that is missed is printed as missed; the exit code stays "
              "0. With --drive\nwindows:PATH also what a query of that drive "
              "costs, beside bare DeviceIoControl.",
      .example = "trayjam bench --quick --json", .exits = "0 6 64 70 74 130",
      .options = BIT(DRIVE) | BIT(QUICK) | BIT(JSON) },
    { .name = "replay", .operands = "RUN", .run = cmd_replay,
      .about = "a recorded run of virtual time again, held against its trace",
      .more = "Record by record; the first difference is told in words. A run that "
              "was\ninterrupted or killed is replayed as far as it came. --until "
              "12 (the run's 12th\noperation), 3:7 (client 3's 7th) or "
              "writer-0000:12 (as findings name it) stops\nthere. --diff RUN or "
              "SEED: where two runs part.",
      .example = "trayjam replay out/two-burners/latest --until 3:7 --dump-state",
      .exits = "0 1 6 64 65 66 70 74 130",
      .exit_means = { [0] = "the same", [1] = "a difference" },
      .operands_min = 1, .operands_max = 1,
      .options = BIT(UNTIL) | BIT(DUMP_STATE) | BIT(DIFF) | BIT(JSON) |
                 BIT(QUIET) },
    { .name = "shrink", .operands = "RUN", .run = cmd_shrink,
      .about = "the smallest workload that breaks the same rule as a run",
      .more = "Leaves out clients, operations, fault rules and pauses as long as the "
              "rule\n(--rule, else the first that was broken) stays broken; each "
              "step on stderr.\nWrites out/SCENARIO/shrunk-RULE-UTC/: shrunk.ini, "
              "a scenario to read and to\nrun, and the run that it gives. Of "
              "simulated drives in virtual time only.",
      .example = "trayjam shrink out/two-burners/latest --rule TJ-X02",
      .exits = "0 6 64 65 66 70 74 130",
      .exit_means = { [0] = "a smaller workload breaks it" },
      .operands_min = 1, .operands_max = 1,
      .options = BIT(RULE) | BIT(OUT) | BIT(JSON) | BIT(QUIET) },
    { .name = "sweep", .operands = "SCENARIO", .run = cmd_sweep,
      .about = "many seeds over all cores; findings put together by rule",
      .more = "Simulated drives in virtual time. Writes out/SCENARIO/sweep-UTC/: "
              "sweep.json,\njunit.xml when asked for, and a run folder for the "
              "first failing seed of a\nrule. --seeds N: 1 to N. After Ctrl-C, "
              "the same command with --out FOLDER goes\non. --shard 2/8 does "
              "the second eighth; --merge A/sweep.json B/sweep.json ...\nputs "
              "shards together. --jobs slurm:50 only writes sweep.sh, which has "
              "50 parts\nrun as a job array and merges them; --jobs parallel:50 "
              "has it done by GNU\nparallel. The exit code is the worst run's.",
      .example = "trayjam sweep two-burners --runner virtual --seeds 1000",
      .exits = "0 1 2 3 4 5 6 64 65 66 70 74 130",
      .operands_min = 1, .operands_max = OPTION_OPERANDS_MAX,
      .options = (WORKLOAD_OPTIONS & ~(BIT(SEED) | REAL_OPTIONS)) | TALK_OPTIONS | BIT(SEEDS) |
                 BIT(JOBS) | BIT(SHARD) | BIT(MERGE) | BIT(KEEP) | BIT(OUT) |
                 BIT(FORMAT) },
};

size_t command_count(void)
{
    return sizeof commands / sizeof *commands;
}

const struct command *command_at(size_t index)
{
    TJ_ASSERT(index < command_count());
    return &commands[index];
}
