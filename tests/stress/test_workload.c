#include "tests/stress/stress_support.h"

#include "core/base/random.h"
#include "core/drive/encode.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct support support;

static void set_up(void)
{
    support_open(&support);
}
static void tear_down(void)
{
    support_close(&support);
}
TestSuite(workload, .init = set_up, .fini = tear_down);

#define BASE "[persona p]\nscript = query\n"

static const struct tj_workload *loaded(const char *text)
{
    enum tj_status status = support_load(&support, text, NULL);

    cr_assert_eq(status, TJ_OK, "%s", support.error.text);
    return support.workload;
}

static char *dump(char *text, size_t size)
{
    FILE *file = fopen("d.ini", "w+");

    cr_assert_eq(tj_workload_dump(support.workload, file, &support.error),
                 TJ_OK);
    rewind(file);
    text[fread(text, 1, size - 1, file)] = '\0';
    fclose(file);
    return text;
}

/* The value without its pointers, which cannot compare equal. */
static void copy_value(struct tj_workload *copy)
{
    memcpy(copy, support.workload, sizeof *copy);
    memset(copy->name, 0, sizeof copy->name);
    memset(copy->expectations, 0, sizeof copy->expectations);
    memset(copy->thresholds, 0, sizeof copy->thresholds);
}

static void check_round_trip(const char *what)
{
    static char               first[1 << 16], second[1 << 16];
    static struct tj_workload before, after;

    copy_value(&before);
    dump(first, sizeof first);
    cr_assert_eq(support_load_named(&support, "d.ini", NULL), TJ_OK,
                 "%s: %s\n%s", what, support.error.text, first);
    copy_value(&after);
    cr_expect_str_eq(first, dump(second, sizeof second), "%s", what);
    cr_expect_eq(memcmp(&before, &after, sizeof before), 0, "%s:\n%s", what,
                 first);
}

/* --- What is refused, and how --- */

struct refusal { char text[160]; char complaint[240]; };
#define ROW(text, complaint) { text, complaint }

ParameterizedTestParameters(workload, a_wrong_scenario_is_refused_at_its_place)
{
    static struct refusal rows[] = {
        ROW("[global]\nseed = 1\n",
            "s.ini:1:1: nobody takes part; allowed: [persona NAME] or [mix NAME] with weight above 0"),
        ROW("[gobal]\n", "s.ini:1:1: unknown section `gobal`, did you mean `global`?; allowed: global persona NAME mix NAME fault NAME race NAME expect threshold"),
        ROW("[persona]\n", "s.ini:1:1: [persona] needs a name; allowed: [persona NAME]"),
        ROW(BASE "[global]\n  durtion = 5s\n",
            "s.ini:4:3: unknown key `durtion`, did you mean `duration`?; allowed: seed drive drives clients runner strategy warmup duration cooldown hang ops include hold think retry jitter ..."),
        ROW(BASE "[global]\nduration = 5\n",
            "s.ini:4:12: duration = 5 is no duration; allowed: a number with ns us ms s m h, up to a year"),
        ROW(BASE "[global]\nduration\n", "s.ini:4:1: `duration` says nothing; allowed: duration = value"),
        ROW(BASE "[global]\nduration = 0s\n",
            "s.ini:1:1: the run would never end; allowed: duration above 0s, or ops"),
        ROW(BASE "[global]\nclients = 991\n", "s.ini:4:11: clients = 991 is out of range; allowed: 6, 6t, or threads x processes as 4t2p, 1 .. 990 clients in 1 .. 256 processes"),
        ROW(BASE "[global]\nclients = 4t2q\n", "s.ini:4:11: clients = 4t2q is out of range; allowed: 6, 6t, or threads x processes as 4t2p, 1 .. 990 clients in 1 .. 256 processes"),
        ROW(BASE "[global]\nclients = 4t257p\n", "s.ini:4:11: clients = 4t257p is out of range; allowed: 6, 6t, or threads x processes as 4t2p, 1 .. 990 clients in 1 .. 256 processes"),
        ROW(BASE "[global]\nclients = p\n", "s.ini:4:11: clients = p is out of range; allowed: 6, 6t, or threads x processes as 4t2p, 1 .. 990 clients in 1 .. 256 processes"),
        ROW(BASE "[global]\ndrives = 0\n", "s.ini:4:10: drives = 0 is out of range; allowed: 1 .. 16"),
        ROW(BASE "[global]\nrunner = process\n", "s.ini:4:10: unknown runner `process`, did you mean `processes`?; allowed: virtual threads processes"),
        ROW(BASE "[global]\nstrategy = pct deep=3\n",
            "s.ini:4:12: unknown `deep=3` behind pct; allowed: depth=D steps=N turns"),
        ROW(BASE "[global]\nstrategy = pct depth=17\n",
            "s.ini:4:12: depth=17; allowed: 1 to 16, how many steps must come in the right order"),
        ROW(BASE "[global]\nstrategy = pct\n",
            "s.ini:4:12: pct needs its depth: pct depth=3"),
        ROW(BASE "[global]\nstrategy = randon\n",
            "s.ini:4:12: unknown strategy `randon`, did you mean `random`?; allowed: random first pct"),
        ROW(BASE "[global]\narrival = poison 400/s\n",
            "s.ini:4:11: arrival: `poison` is no way to arrive, did you mean `poisson`?; allowed: closed, or phases such as constant 400/s, "),
        ROW(BASE "[global]\narrival = poisson 400/s,\n    poison 3/s\n",
            "s.ini:4:24: arrival: a phase behind one that lasts to the end; allowed: for TIME"),
        ROW(BASE "[global]\narrival = poisson 1/s for 2s,\n    poison 3/s\n",
            "s.ini:5:5: arrival: `poison` is no way to arrive"),
        ROW(BASE "[global]\nrate = 400\n", "s.ini:4:8: rate: `400` is no rate; allowed: a number per s, min or h, such as 400/s"),
        ROW(BASE "[global]\nbacklog = 257\n", "s.ini:4:11: backlog = 257 is out of range; allowed: 0 .. 256"),
        ROW(BASE "arrival = constant 1/s..2/s\n", "s.ini:3:28: arrival: a ramp needs its length; allowed: over TIME"),
        ROW("[mix m]\nquery=1\narrival = constant\n", "s.ini:3:19: arrival: `` is no rate"),
        ROW(BASE "[global]\narrival = constant 5/s..0/s over 1s\nops = 9\n",
            "s.ini:4:1: arrivals end with a rate of 0/s, so so many operations may never be done; allowed: with a duration"),
        ROW(BASE "[global]\ndrive = usb\n", "s.ini:4:9: unknown kind of drive `usb`"),
        ROW("[persona p]\nweight = 1\n",
            "s.ini:1:1: [persona p] does nothing; allowed: use = NAME or script = STEP | STEP ..."),
        ROW("[persona p]\nuse = imapi-burner\n", "s.ini:2:7: unknown persona `imapi-burner`, did you mean `imapi2-burner`?; allowed: "),
        ROW("[persona p]\nuse = by-the-book\nscript = query\n", "s.ini:3:1: `script` beside `use`; allowed: one of them"),
        ROW("[persona p]\nuse = library-poller  hold = 5ms\n",
            "s.ini:2:7: unknown persona `library-poller  hold = 5ms`"),
        ROW("[persona p]\nuse = library-poller  hold=5ms\n",
            "s.ini:2:23: `hold`, but its script has no such step; allowed: with one that has"),
        ROW("[persona p]\nuse = library-poller wieght=2\n",
            "s.ini:2:22: unknown key `wieght`, did you mean `weight`?; allowed: use script weight caller retry jitter faster hold think arrival rate"),
        ROW(BASE "weight=1 weight=2\n", "s.ini:3:10: `weight` is there already, in line 3; allowed: once"),
        ROW(BASE "faster = 0\n", "s.ini:3:10: faster = 0 is out of range; allowed: 1 .. 1000000"),
        ROW(BASE "retry = 20\n", "s.ini:3:9: retry = 20 is no retry; allowed: TRIESxPAUSE such as 20x50ms, or none"),
        ROW(BASE "jitter = 0.3\n", "s.ini:3:10: jitter = 0.3 is no share; allowed: 0% .. 100%"),
        ROW("[persona p]\nscript =\n", "s.ini:2:1: a script without steps; allowed: STEP | STEP ..."),
        ROW("[persona p]\nscript = query | lok\n", "s.ini:2:18: unknown step `lok`, did you mean `lock`?; allowed: "),
        ROW("[persona p]\nscript =\n    query\n    think 5\n", "s.ini:4:11: "),
        ROW("[persona p]\nscript = open interfce rw\n", "s.ini:2:24: unknown target `rw`; allowed: interface volume file"),
        ROW("[persona p]\nscript = open interface x\n", "s.ini:2:25: unknown access `x`, did you mean"),
        ROW("[persona p]\nscript = open interface\n", "s.ini:2:24: unknown access ``"),
        ROW("[persona p]\nscript = open volume rw share=x\n",
            "s.ini:2:25: `share=x` shares with nobody known; allowed: share= 0 r w d rw rd wd rwd"),
        ROW("[persona p]\nscript = query@a|query@b|query@c|query@d\n",
            "s.ini:2:34: `d` is one handle too many; allowed: 4 in a script"),
        ROW("[persona p]\nscript = query now\n", "s.ini:2:16: `now` is more than this step takes; allowed: | or else"),
        ROW("[persona p]\nscript = lock else skip to thnk | think 1s\n",
            "s.ini:2:28: no later step begins with `thnk`; allowed: one that does"),
        ROW("[persona p]\nscript = think 1s else retire\n", "s.ini:2:24: this is never refused; allowed: else behind an operation or a wait for an event"),
        ROW("[persona p]\nscript = lock else what\n",
            "s.ini:2:20: nothing to do else; allowed: else skip to STEP, else start over, else leave, else retire"),
#define SCRIPT(text) "[persona p]\nscript = " text "\n"
        ROW(SCRIPT("ioctl"), "s.ini:2:15: `` is no control code; allowed: a number, or a name of `trayjam list ioctls`"),
        ROW(SCRIPT("ioctl IOCTL_CDROM_EXCLUSIV"), "s.ini:2:16: `IOCTL_CDROM_EXCLUSIV` is no control code"),
        ROW(SCRIPT("ioctl 0x2C05C in=0"), "s.ini:2:24: `in=0` makes no bytes; allowed: in=HEX text=LETTERS fill=HHxN pad=N (up to 65536), out=N (up to 1024)"),
        ROW(SCRIPT("ioctl 0x2C05C in=0g"), "s.ini:2:24: `in=0g` makes no bytes"),
        ROW(SCRIPT("ioctl 0x2C05C fill=41"), "s.ini:2:24: `fill=41` makes no bytes"),
        ROW(SCRIPT("ioctl 0x2C05C pad=65537"), "s.ini:2:24: `pad=65537` makes no bytes"),
        ROW(SCRIPT("ioctl 0x2C05C out=2k"), "s.ini:2:24: `out=2k` makes no bytes"),
        ROW(SCRIPT("ioctl 0x2C05C aut=2"), "s.ini:2:24: `aut=2` is more than this step takes; allowed: | or else"),
        ROW(SCRIPT("query retry=20"), "s.ini:2:16: `retry=20` is no way to try again; allowed: retry=TRIESxTIME jitter=PERCENT deadline=TIME on=STATUS"),
        ROW(SCRIPT("query retry=2x5ms jitter=200%"), "s.ini:2:28: `jitter=200%` is no way to try again"),
        ROW(SCRIPT("query retry=2x5ms deadline=5"), "s.ini:2:28: `deadline=5` is no way to try again"),
        ROW(SCRIPT("query retry=2x5ms on=STATUS_MAYBE"), "s.ini:2:28: `STATUS_MAYBE` is no status; allowed: a number, or a name of `trayjam list statuses`"),
        ROW(SCRIPT("query retry=2x5ms on=1 on=2 on=3 on=4 on=5"), "s.ini:2:48: one status too many; allowed: 4"),
        ROW(SCRIPT("query jitter=5%"), "s.ini:2:16: `jitter=5%` of no retry; allowed: behind retry=TRIESxTIME"),
        ROW(SCRIPT("think 5ms retry=2x5ms"), "s.ini:2:20: only operations are tried again; allowed: behind one"),
        ROW(SCRIPT("repeat 0 | query | end"), "s.ini:2:17: `0` is no number of times; allowed: repeat N or N..M, 1 .. 1000000"),
        ROW(SCRIPT("repeat 5..2 | query | end"), "s.ini:2:17: `5..2` is no number of times"),
        ROW(SCRIPT("repeat 5 | query"), "s.ini:2:26: `repeat` without an end; allowed: end"),
        ROW(SCRIPT("repeat 2|repeat 2|repeat 2|repeat 2|repeat 2"), "s.ini:2:53: one repeat too deep; allowed: 4"),
        ROW(SCRIPT("query | end"), "s.ini:2:21: an end of nothing; allowed: behind repeat or if"),
        ROW(SCRIPT("query | otherwise | query"), "s.ini:2:27: `otherwise` of no if; allowed: if CONDITION ... otherwise ... end"),
        ROW(SCRIPT("if don | query | end"), "s.ini:2:13: unknown condition `don`, did you mean `done`?; allowed: done refused unanswered locked mirror_wrong not 30%"),
        ROW(SCRIPT("if refused STATUS_NO | query | end"), "s.ini:2:21: `STATUS_NO` is no status"),
        ROW(SCRIPT("query else leave"), "s.ini:2:26: there is nothing to leave; allowed: inside a repeat"),
        ROW(SCRIPT("if done | leave | end"), "s.ini:2:25: there is nothing to leave; allowed: inside a repeat"),
        ROW(SCRIPT("wait for 5s"), "s.ini:2:15: wait for what?; allowed: wait event NAME [for TIME]"),
        ROW(SCRIPT("wait event GUID_IO_MEDIA_ARIVAL"), "s.ini:2:21: unknown event `GUID_IO_MEDIA_ARIVAL`, did you mean `GUID_IO_MEDIA_ARRIVAL`?; allowed: any "),
        ROW(SCRIPT("wait event any for ever"), "s.ini:2:29: "),
        ROW(SCRIPT("think@attr 5ms"), "s.ini:2:10: unknown step `think@attr`"),
        ROW(SCRIPT("query@all"), "s.ini:2:10: `all` is no name for a handle; allowed: up to 15 of a-z 0-9 _, no target"),
        ROW(SCRIPT("read 2048 at random 5"), "s.ini:2:30: `5` is no place; allowed: bytes from the start of the disc, random, or random BELOW"),
        ROW(SCRIPT("open interface rw | close@main all"),
            "s.ini:2:41: `all` is more than this step takes; allowed: | or else"),
        ROW(SCRIPT("close al"), "s.ini:2:16: `al` is more than this step takes"),
        ROW("[mix m]\nioctl=1\n", "s.ini:2:1: `ioctl`: a raw request has bytes; use a script"),
        ROW("[persona p]\nscript = cancel\n", "s.ini:2:10: `cancel`: cancelling comes with requests in flight, not in this build"),
        ROW("[persona p]\nscript = read lots\n", "s.ini:2:15: `lots` is no length; allowed: bytes, up to 4 GiB"),
        ROW("[mix m]\nlock=0\n", "s.ini:1:1: [mix m] does nothing; allowed: verb = weight, one of them above 0"),
        ROW("[mix m]\nlock=2 unlok=1\n", "s.ini:2:8: unknown key `unlok`, did you mean `unlock`?; allowed: "),
        ROW("[mix m]\nlock=2 open=1\n", "s.ini:2:8: `open`: a mix opens what it needs by itself"),
        ROW("[mix a]\nlock=1\n[persona a]\nweight=2\n", "s.ini:3:1: `a` is a mix already; allowed: [mix a]"),
        ROW("[persona a]\nscript = query\n[mix a]\nlock=1\n", "s.ini:3:1: `a` is a persona already; allowed: another name"),
        ROW(BASE "[fault f]\nop = lock\n", "s.ini:3:1: [fault f] does nothing; allowed: inject = EFFECT"),
        ROW(BASE "[fault f]\ninject = timout(12s)\n", "s.ini:4:10: inject = timout(12s): not an effect"),
        ROW(BASE "[fault f]\ninject = swallow  op=lok\n", "s.ini:4:22: op=lok: not an operation"),
        ROW(BASE "[fault f]\ninject = swallow every=0\n", "s.ini:4:24: every=0: a whole number from 1 was expected"),
        ROW(BASE "[fault f]\ninject = swallow after=10\n", "s.ini:4:24: after=10: a time as 500ms was expected"),
        ROW(BASE "[fault f]\ninject = cancel when=after\n", "s.ini:4:22: when=after does not go with cancel; allowed: pending"),
        ROW("[global]\nschedule = some\n", "s.ini:2:12: "),
        ROW(BASE "[expect]\nlock.denied > 3ms\n", "s.ini:4:1: "),
        ROW(BASE "[global]\ninclude = gone.ini\n", "s.ini:4:11: include = gone.ini is not there; allowed: a preset, or a file ending in .ini"),
        ROW(BASE "[global]\ninclude = s.ini\n", "s.ini:4:1: included more than 8 deep"),
    };
    return cr_make_param_array(struct refusal, rows, sizeof rows / sizeof *rows);
}

/* A complaint that ends with a list of what others own is compared up to it. */
ParameterizedTest(struct refusal *row, workload,
                  a_wrong_scenario_is_refused_at_its_place)
{
    enum tj_status status = support_load(&support, row->text, NULL);
    size_t         length = strlen(row->complaint);

    cr_expect_eq(status, TJ_BAD_INPUT);
    cr_expect(strncmp(support.error.text, row->complaint, length) == 0,
              "\n  is    %s\n  wants %s", support.error.text, row->complaint);
    cr_expect(strstr(support.error.text, "s.ini:") == support.error.text);
    support_close(&support); /* Criterion calls no .fini here. */
}

Test(workload, an_unknown_preset_is_missing_and_the_nearest_is_named)
{
    cr_expect_eq(support_load_named(&support, "two-burner", NULL), TJ_MISSING);
    cr_expect_not_null(strstr(support.error.text, "did you mean `two-burners`"));
    cr_expect_eq(support_load_named(&support, "gone.ini", NULL), TJ_MISSING);
}

Test(workload, a_drive_that_cannot_be_used_here_is_no_fault_of_the_file)
{
    cr_expect_eq(support_load(&support, BASE "[global]\ndrive = windows:D:\n",
                              NULL), TJ_OK);
}

/* --- What is understood --- */

Test(workload, global_keys_arrive)
{
    const struct tj_workload *w = loaded(
        "[global]\nseed = 0x5eed\ndrive = sim:disc=absent\ndrives = 2\n"
        "clients = 6t\nrunner = virtual\nstrategy = first\nwarmup = 2s\n"
        "duration = 1.5s\ncooldown = 250ms\nops = 4k\n" BASE);

    cr_expect_str_eq(w->name, "s");
    cr_expect_eq(w->seed, 0x5eed);
    cr_expect_not(w->seed_auto);
    cr_expect_str_eq(w->drive, "sim:disc=absent");
    cr_expect_eq(w->drives, 2);
    cr_expect_eq(w->clients, 6);
    cr_expect_eq(w->runner, TJ_RUNNER_VIRTUAL);
    cr_expect_str_eq(w->strategy, "first");
    cr_expect_eq(w->warmup_ns, 2000000000u);
    cr_expect_eq(w->duration_ns, 1500000000u);
    cr_expect_eq(w->cooldown_ns, 250000000u);
    cr_expect_eq(w->ops, 4000);
}

Test(workload, without_clients_there_is_one_for_each_unit_of_weight)
{
    cr_expect_eq(loaded("[persona a]\nscript=query\nweight=3\n[mix b]\nlock=1\n")
                     ->clients, 4);
}

Test(workload, operations_without_a_duration_run_until_they_are_done)
{
    cr_expect_eq(loaded("[global]\nops = 10\n" BASE)->duration_ns, 0);
}

Test(workload, a_script_becomes_steps)
{
    const struct tj_persona *p = &loaded(
        "[persona p]\nscript =\n"
        "  open attr interface 0 share=r | open volume rw\n"
        "  lock ignore_volume else skip to close@attr ; comment\n"
        "  hold uniform(1ms,2ms)\n"
        "  unlock silent else start over\n"
        "  mcn_off@attr else retire\n"
        "  read 2k at 64k | duplicate two of attr\n"
        "  close@attr | close | think 5us\n")->personas[0];

    cr_assert_eq(p->steps_count, 11);
    cr_expect_str_eq(p->slots[0], "main");
    cr_expect_str_eq(p->slots[1], "attr");
    cr_expect_str_eq(p->slots[2], "two");
    cr_expect_eq(p->steps[0].handle, 1);
    cr_expect_eq(p->steps[0].arg,
                 tj_open_arg(TJ_INTERFACE, TJ_ACCESS_NONE, TJ_SHARE_READ));
    cr_expect_eq(p->steps[1].arg,
                 tj_open_arg(TJ_VOLUME, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL));
    cr_expect_eq(p->steps[2].arg, TJ_LOCK_IGNORE_VOLUME);
    cr_expect_eq(p->steps[2].on_refusal, 8);
    cr_expect_eq(p->steps[3].kind, TJ_STEP_HOLD);
    cr_expect_eq(p->steps[3].time.b_ns, 2000000);
    cr_expect_eq(p->steps[4].arg, TJ_NO_MEDIA_NOTIFICATIONS);
    cr_expect_eq(p->steps[4].on_refusal, 0);
    cr_expect_eq(p->steps[5].handle, 1);
    cr_expect_eq(p->steps[5].on_refusal, TJ_ON_REFUSAL_RETIRE);
    cr_expect_eq(p->steps[6].arg, 2000);
    cr_expect_eq(p->steps[6].offset, 64000);
    cr_expect_eq(p->steps[7].arg, 1);
    cr_expect_eq(p->steps[10].time.a_ns, 5000);
}

/* Every form of the script language, and what becomes of it. */
static const char every_form[] =
    "[persona p]\ncaller = Rip_{time}\nscript =\n"
    "  open interface rw retry=3x5ms jitter=10% deadline=1s\n"
    "  acquire ignore_volume retry=20xuniform(1ms,2ms) "
    "on=STATUS_ACCESS_DENIED on=0xC00000B5 else skip to close@all\n"
    "  disable_mcn@main | enable_mcn | release silent\n"
    "  repeat 2..5\n"
    "    read 2048 at random | read 2048 at random 1m else leave\n"
    "    repeat 3 | verify else leave | leave | end\n"
    "  end\n"
    "  ioctl IOCTL_CDROM_EXCLUSIVE_ACCESS in=0100 text=Abc fill=20x3 pad=72 "
    "out=65\n"
    "  ioctl 0x2400C038 pad=4000 else start over\n"
    "  is_mounted\n"
    "  listen | wait event GUID_IO_MEDIA_ARRIVAL for 5s else skip to exit\n"
    "  wait event any\n"
    "  wait event none for 2s\n"
    "  if not refused STATUS_ACCESS_DENIED 0xC00000B5\n"
    "    query@main! | otherwise | if 30% | query | end\n"
    "  end\n"
    "  if locked | if mirror_wrong | if unanswered | if done | flush\n"
    "  end | end | end | end\n"
    "  close all | exit | crash | retire\n";

Test(workload, every_form_of_a_script_is_read_and_written_alike)
{
    const struct tj_persona *p = &loaded(every_form)->personas[0];
    const struct tj_step    *step = p->steps;

    cr_expect_eq(p->callers, TJ_CALLER_TIMES);
    cr_expect_str_eq(support.workload->names[1], "Rip_20240101_090000");
    cr_expect_eq(p->retries_count, 3);
    cr_expect_eq(p->retries[step[0].retry].deadline_ns, 1000000000u);
    cr_expect(step[1].counted);
    cr_expect_eq(p->retries[step[1].retry].on[1], 0xC00000B5u);
    cr_expect_eq(p->steps[step[1].on_refusal].kind, TJ_STEP_CLOSE_ALL);
    cr_expect_eq(step[5].kind, TJ_STEP_REPEAT);
    cr_expect_eq(step[5].arg, 2);
    cr_expect_eq(step[5].offset, 5);
    cr_expect_eq(step[5].to, 13, "%u", step[5].to);
    cr_expect(step[6].random);
    cr_expect_eq(step[7].on_refusal, 13);
    cr_expect_eq(step[9].on_refusal, 12, "behind the inner repeat");
    cr_expect_eq(step[12].to, 6);
    cr_expect_eq(step[13].kind, TJ_STEP_RAW);
    const struct tj_raw *raw = &p->raws[0];
    cr_expect_eq(raw->code, 0x2C05Cu);
    cr_expect_eq(raw->input_size, 72);
    cr_expect_eq(raw->output_size, 65);
    cr_expect_eq(memcmp(raw->input, "\1\0Abc   \0", 9), 0);
    cr_expect_eq(p->raws[1].input_size, 4000);
    cr_expect_eq(p->raws[2].code, 0x90028u);
    check_round_trip("every form");
}

Test(workload, pairs_may_share_a_line_and_callers_may_have_blanks)
{
    const struct tj_workload *w = loaded(
        "[persona b]\nuse = imapi2-burner  hold=8ms retry=3x1ms jitter=25%\n"
        "caller = Nero 12 weight=9\nweight=2\n"
        "[mix m]\nlock=20 unlock=10\n  query=5 think=2ms\n");

    cr_expect_eq(w->personas[0].retries[0].tries, 3);
    cr_expect_eq(w->personas[0].retries[0].pause.a_ns, 1000000);
    cr_expect_float_eq(w->personas[0].retries[0].jitter, 0.25, 1e-12);
    cr_expect_eq(w->personas[0].weight, 2);
    cr_expect_str_eq(w->personas[0].caller, "Nero 12 weight=9");
    cr_expect_eq(w->personas[0].steps[6].time.a_ns, 8000000);
    cr_expect(w->personas[1].mix);
    cr_expect_eq(w->personas[1].weights_sum, 35);
    cr_expect_eq(w->personas[1].think.a_ns, 2000000);
}

Test(workload, global_times_hold_for_every_persona_that_says_nothing)
{
    const struct tj_workload *w = loaded(
        "[global]\nhold = 7ms\nretry = 4x2ms\n"
        "[persona a]\nuse = imapi2-burner\n"
        "[persona b]\nuse = imapi2-burner hold=1ms retry=none\n"
        "[persona c]\nuse = library-poller\n");

    cr_expect_eq(w->personas[0].steps[6].time.a_ns, 7000000);
    cr_expect_eq(w->personas[0].retries[0].tries, 4);
    cr_expect_eq(w->personas[1].steps[6].time.a_ns, 1000000);
    cr_expect_eq(w->personas[1].retries[0].tries, 0);
}

Test(workload, a_hurried_persona_has_all_its_times_shorter_but_those_said_beside_it)
{
    const struct tj_persona *p = &loaded(
        "[persona p]\nuse = rufus-retry faster=100 hold=7ms\n")->personas[0];

    cr_expect_eq(p->retries[1].pause.a_ns, 1000000);
    cr_expect_eq(p->retries[1].tries, 150);
    for (size_t i = 0; i < p->steps_count; i++) {
        if (p->steps[i].kind == TJ_STEP_HOLD)
            cr_expect_eq(p->steps[i].time.a_ns, 7000000);
        if (p->steps[i].kind == TJ_STEP_THINK)
            cr_expect_eq(p->steps[i].time.a_ns, 10000000);
    }
    check_round_trip("faster");
}

Test(workload, what_includes_wins_over_what_is_included)
{
    support_write("base.ini", "[global]\nduration = 9s\nclients = 5\n" BASE
                              "[fault f]\ninject = swallow op=lock every=3\n");
    const struct tj_workload *w = loaded(
        "[global]\ninclude = base.ini\nduration = 2s\n"
        "[persona p]\nweight = 4\n[fault f]\nevery = 8\n");

    cr_expect_eq(w->duration_ns, 2000000000u);
    cr_expect_eq(w->clients, 5);
    cr_expect_eq(w->personas_count, 1);
    cr_expect_eq(w->personas[0].weight, 4);
    cr_expect_eq(w->personas[0].steps_count, 1);
    cr_expect_eq(w->faults_count, 1);
    cr_expect_eq(w->faults[0].every, 8);
    cr_expect_eq(w->faults[0].verbs, 1u << TJ_LOCK);
}

Test(workload, overrides_win_and_are_blamed_by_number_and_column)
{
    static const char *const good[] = {
        "duration=1s", "persona p.weight=7", "duration=2s",
        "fault x.inject=swallow op=lock", "threshold.handoff.p95 < 5ms", NULL
    };
    static const char *const bad[] = { "seed=1", "persona p.wait=7", NULL };
    static const char *const worse[] = { "include=s.ini", NULL };

    cr_assert_eq(support_load(&support, BASE, good), TJ_OK, "%s",
                 support.error.text);
    cr_expect_eq(support.workload->duration_ns, 2000000000u);
    cr_expect_eq(support.workload->personas[0].weight, 7);
    cr_expect_str_eq(support.workload->faults[0].name, "x");
    cr_expect_str_eq(support.workload->thresholds[0], "handoff.p95 < 5ms");

    cr_expect_eq(support_load(&support, BASE, bad), TJ_BAD_INPUT);
    cr_expect(strncmp(support.error.text, "--set:2:11: unknown key `wait`", 30)
                  == 0, "%s", support.error.text);
    cr_expect_eq(support_load(&support, BASE, worse), TJ_BAD_INPUT);
    cr_expect_str_eq(support.error.text, "--set:1:1: an override cannot "
                                         "include; allowed: in a file");
}

Test(workload, each_caller_has_one_name_however_many_personas_give_it)
{
    const struct tj_workload *w = loaded(
        "[persona a]\nscript=lock\ncaller=X\n[persona b]\nscript=lock\n"
        "[persona c]\nscript=lock\ncaller=X\n[persona d]\nscript=lock\n"
        "caller=\n");

    cr_expect_eq(w->names_count, 2);
    cr_expect_str_eq(w->names[w->personas[0].caller_id], "X");
    cr_expect_str_eq(w->names[w->personas[1].caller_id], "b");
    cr_expect_eq(w->personas[0].caller_id, w->personas[2].caller_id);
    cr_expect_eq(w->personas[3].caller_id, 0);
}

/* --- What is shipped --- */

Test(workload, every_preset_loads_expects_something_and_says_what_it_is)
{
    cr_assert_geq(tj_preset_count(), 5);
    for (size_t i = 0; i < tj_preset_count(); i++) {
        const struct tj_shipped *preset = tj_preset_at(i);
        cr_expect_eq(support_load_named(&support, preset->name, NULL), TJ_OK,
                     "%s", support.error.text);
        /* The canaries are judged by what is found in them. */
        if (strncmp(preset->name, "canary", 6) != 0)
            cr_expect_geq(support.workload->expectations_count, 1, "%s",
                          preset->name);
        cr_expect_gt(strlen(preset->about), 20, "%s", preset->name);
    }
}

Test(workload, every_persona_can_be_used_and_has_a_valid_caller)
{
    cr_assert_eq(tj_persona_file_count(), 22);
    for (size_t i = 0; i < tj_persona_file_count(); i++) {
        char text[128];
        (void)snprintf(text, sizeof text, "[persona p]\nuse = %s\n",
                       tj_persona_file_at(i)->name);
        const struct tj_workload *w = loaded(text);
        for (size_t id = 1; id <= w->names_count; id++)
            cr_expect(tj_caller_name_valid((const uint8_t *)w->names[id],
                                           strlen(w->names[id]) + 1), "%s",
                      w->names[id]);
        cr_expect_eq(w->names_count, w->personas[0].callers);
    }
}

/* --- Dump and load --- */

Test(workload, a_dump_loads_to_the_same_value)
{
    for (size_t i = 0; i < tj_preset_count(); i++) {
        cr_assert_eq(support_load_named(&support, tj_preset_at(i)->name, NULL),
                     TJ_OK);
        check_round_trip(tj_preset_at(i)->name);
    }
    for (size_t i = 0; i < tj_persona_file_count(); i++) {
        char text[200];
        (void)snprintf(text, sizeof text, "[global]\nseed=%zu\nwarmup=1500us\n"
                       "[persona p]\nuse = %s\n[mix m]\nlock=1 read=3\nthink="
                       "uniform(1ms,3ms)\nretry=2x1001us\njitter=30%%\n"
                       "[fault f]\ninject=delay(3ms) op=lock,eject when=after\n",
                       i, tj_persona_file_at(i)->name);
        loaded(text);
        check_round_trip(tj_persona_file_at(i)->name);
    }
}

/* --- Mutations --- */

static void mutate(char *text, size_t size, uint64_t number)
{
    static const char bytes[] = "[]=;|@ \n0x5msep${}";
    size_t            length = strlen(text);

    for (uint32_t i = 0; i <= number / 8 % 3; i++) {
        struct tj_draws where = tj_draw(7, TJ_STREAM_WORKLOAD, i, number);
        size_t          at = tj_below(where.slot[0], length);

        if (where.slot[2] % 3 == 0 && length + 2 < size) {
            memmove(text + at + 1, text + at, length - at + 1);
            length += 1;
        }
        text[at] = bytes[tj_below(where.slot[1], sizeof bytes - 1)];
    }
}

/* A preset; the script that has every form; or a persona's, named. */
static void original(uint64_t number, char *text, size_t size)
{
    static const char title[] = "[persona]";
    const char       *source = every_form;

    if (number % 3 == 0)
        source = tj_preset_at(number / 3 % tj_preset_count())->text;
    else if (number % 3 == 1)
        source = tj_persona_file_at(number / 3 % tj_persona_file_count())->text;
    const char *at = strstr(source, title);
    cr_assert_lt(strlen(source), size - 16);
    if (at == NULL)
        strcpy(text, source);
    else
        (void)snprintf(text, size, "%.*s[persona p]%s", (int)(at - source),
                       source, at + sizeof title - 1);
}

Test(workload, mutated_scenarios_load_or_are_refused_at_a_place)
{
    static char text[8192];
    unsigned    read = 0, refused = 0;

    for (uint64_t i = 0; i < 3000; i++) {
        unsigned line, column;

        original(i, text, sizeof text);
        mutate(text, sizeof text, i + 1);
        if (support_load(&support, text, NULL) == TJ_OK) {
            if (++read % 16 == 0)
                check_round_trip(text);
            continue;
        }
        refused++;
        cr_assert_eq(support.error.status, TJ_BAD_INPUT);
        cr_assert_eq(sscanf(support.error.text, "%*[^:]:%u:%u: ", &line,
                            &column), 2, "%s", support.error.text);
    }
    cr_expect_gt(read, 60, "%u", read);
    cr_expect_gt(refused, 300);
}

Test(workload, an_arena_of_any_size_gives_an_answer_or_a_clean_refusal)
{
    static struct tj_workload workload;
    bool                      fitted = false;

    for (size_t size = 0; size < 400000 && !fitted; size += 997) {
        struct arena    arena;
        struct tj_error error;
        void           *memory = malloc(size + 1);

        arena_init(&arena, memory, size);
        enum tj_status status = tj_workload_load("two-burners", NULL, 0, &arena,
                                                 &workload, &error);
        fitted = status == TJ_OK;
        cr_assert(fitted || status == TJ_NO_MEMORY, "%s", error.text);
        free(memory);
    }
    cr_expect(fitted);
}

Test(workload, threads_and_processes_are_told_in_any_form)
{
    static const struct {
        const char    *clients;
        unsigned       number, processes;
        enum tj_runner runner;
    } rows[] = {
        { "clients=6", 6, 1, TJ_RUNNER_THREADS },
        { "clients=6t", 6, 1, TJ_RUNNER_THREADS },
        { "clients=4t2p", 8, 2, TJ_RUNNER_PROCESSES },
        { "clients=6t x 3p", 18, 3, TJ_RUNNER_PROCESSES },
        { "clients=5p", 5, 5, TJ_RUNNER_PROCESSES },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *const overrides[] = { rows[i].clients, NULL };
        cr_assert_eq(support_load(&support, "[persona p]\nscript = "
                                  "open interface rw | close\n", overrides),
                     TJ_OK, "%s", support.error.text);
        cr_expect_eq(support.workload->clients, rows[i].number, "%s",
                     rows[i].clients);
        cr_expect_eq(support.workload->processes, rows[i].processes);
        cr_expect_eq(support.workload->runner, rows[i].runner);
    }
}
