#include "sim/host/story.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static char output[65536];
static struct tj_error error;
static bool met;
static _Alignas(16) unsigned char memory[SIM_STORY_MEMORY];

static enum tj_status play(const char *text, bool json)
{
    struct sim_story story = { .file_name = "s.story", .text = text,
                               .size = strlen(text),
                               .options = { .json = json } };
    FILE *out = fmemopen(output, sizeof output, "w");
    enum tj_status status =
        sim_story_play(&story, out, memory, sizeof memory, &met, &error);
    fclose(out);
    return status;
}

#define NAME_64 "61707000000000000000000000000000" \
    "00000000000000000000000000000000" \
    "00000000000000000000000000000000" \
    "00000000000000000000000000000000"

Test(sim_story, prints_the_lock_and_its_refusal_as_the_format_says)
{
    cr_assert_eq(play("open D1 interface rw\nopen D2 interface rw\n"
                      "ioctl D1 0x2C05C in=0100000000000000" NAME_64 "\n"
                      "ioctl D2 0x2C05C in=0100000000000000" NAME_64 "\n",
                      true), TJ_OK);
    cr_assert_str_eq(output,
        "{\"t_ns\":0,\"kind\":\"reply\",\"handle\":\"D1\",\"op\":\"open\","
        "\"status\":\"0x00000000\",\"win32\":0}\n"
        "{\"t_ns\":0,\"kind\":\"reply\",\"handle\":\"D2\",\"op\":\"open\","
        "\"status\":\"0x00000000\",\"win32\":0}\n"
        "{\"t_ns\":0,\"kind\":\"event\",\"guid\":"
        "\"bc56c139-7a10-47ee-a294-4c6a38f0149a\",\"name\":"
        "\"GUID_IO_CDROM_EXCLUSIVE_LOCK\",\"data\":\"\"}\n"
        "{\"t_ns\":0,\"kind\":\"reply\",\"handle\":\"D1\",\"op\":\"ioctl\","
        "\"code\":\"0x0002c05c\",\"status\":\"0x00000000\",\"win32\":0,"
        "\"info\":0,\"out\":\"\"}\n"
        "{\"t_ns\":0,\"kind\":\"reply\",\"handle\":\"D2\",\"op\":\"ioctl\","
        "\"code\":\"0x0002c05c\",\"status\":\"0xc0000022\",\"win32\":5,"
        "\"info\":0,\"out\":\"\"}\n");
}

Test(sim_story, prints_text_for_people)
{
    cr_assert_eq(play("drive disc=present\nadvance 1s\ntake\nadvance 1s\n"
                      "state # the end\n", false), TJ_OK);
    cr_assert_str_eq(output,
        "[  1100.000 ms] event GUID_IO_MEDIA_REMOVAL count=1 state=2\n"
        "[  2000.000 ms] state owner=none name=\"\" known=2 reported=2 mcc=1 "
        "mcn_disable=0 simple=0 prot=0 verify=false vpb=none fs_lock=none "
        "tray=closed disc=false\n");
}

struct bad { const char *text, *error; };

Test(sim_story, a_script_error_names_its_place_and_what_was_expected)
{
    static const struct bad bads[] = {
        { "opne D1\n", "s.story:1:1: expected a command, found `opne`; did "
                       "you mean `open`?" },
        { "\n# x\nopen D1 interface rx\n", "s.story:3:19: expected an access" },
        { "open D1 nowhere rw", "s.story:1:9: expected interface, volume" },
        { "open D1 interface rw\nopen D1 interface rw", "s.story:2:6: " },
        { "ioctl D9 0x2C05C", "s.story:1:7: expected a handle" },
        { "open D1 interface rw\nioctl D1", "s.story:2:9: expected a control "
                                            "code" },
        { "open D1 interface rw\nioctl D1 IOCTL_CDROM_EXCLUSIV_ACCESS",
          "did you mean IOCTL_CDROM_EXCLUSIVE_ACCESS?" },
        { "open D1 interface rw\nioctl D1 0x2C05C in=123", "s.story:2:18: "
                                                           "expected in=HEX" },
        { "open D1 interface rw\nioctl D1 0x2C05C pad=9 in=00",
          "s.story:2:24: expected in=HEX once and before pad=" },
        { "open D1 interface rw\nioctl D1 0x2C05C size=3", "s.story:2:18: " },
        { "advance 5", "s.story:1:9: expected a time with its unit" },
        { "wait A", "s.story:1:6: expected a request that was started" },
        { "sense 2 3A", "s.story:1:11: expected a byte in hex" },
        { "sense 10 3A 00", "s.story:1:7: expected a sense key" },
        { "event_loss guid=GUID_IO_MEDIA_ARRIVAL", "expected either count=" },
        { "state\ndrive disc=present", "s.story:2:1: expected `drive` before" },
        { "drive fs=cdfs", "disc=present" },
        { "drive disc=maybe", "s.story:1:7: `disc=maybe`: expected present" },
        { "expect [1]", "s.story:1:8: expected a JSON object" },
        { "expect {\"a\":}", "s.story:1:8: expected one flat JSON object" },
        { "open D1 interface rw\nread D1 0", "s.story:2:10: expected the "
                                             "length" },
        { "settle now", "s.story:1:8: expected nothing more, found `now`" },
        { "register R1 D1", "s.story:1:13: expected a handle" },
        { "kill", "s.story:1:5: expected the handles" },
        { "open D interface rw overlapped sync", "s.story:1:32: expected "
          "overlapped or sync" },
        { "open D interface rw share=rr", "s.story:1:21: expected share=" },
        { "open D interface rw by=a/b", "s.story:1:21: expected by=PROCESS" },
        { "advance 1s by=a", "expected no by=; `advance` is not a program's" },
        { "open D interface rw by=a\nflush D by=b", "s.story:2:7: expected a "
          "handle of process b, found one of a; `dup D NEW by=b` makes one" },
        { "open D interface rw by=a\nend a\nflush D by=a",
          "expected a process that has not ended" },
        { "end a", "s.story:1:5: expected a process that a by= has named" },
        { "open D interface rw\ninherit D E", "expected by=PROCESS, the "
                                              "child" },
        { "press record", "s.story:1:7: expected eject or play" },
        { "insert disc=vinyl", "s.story:1:8: expected one LABEL, or disc=" },
        { "insert a disc=dvd\ninsert a disc=bd",
          "expected the disc `a` to be what it was before, disc=dvd" },
        { "jam door", "s.story:1:5: expected tray" },
        { "srb timeuot", "found `timeuot`; did you mean `timeout`?" },
        { "srb success", "expected a name as timeout" },
        { "scsi_status 0", "s.story:1:13: expected busy" },
        { "gesn 4 2 0", "s.story:1:11: expected a byte in hex" },
        { "gesn 8 2 0 0", "expected a notification class" },
        { "event GUID_IO_MEDIA_ARIVAL", "did you mean GUID_IO_MEDIA_ARRIVAL?" },
        { "event GUID_IO_VOLUME_LOCK count=1", "this event has no payload" },
        { "event GUID_IO_MEDIA_ARRIVAL count=x", "expected count= state=" },
        { "event_loss count=1 rate=1", "expected either count=NUMBER or" },
        { "event_loss rate=1001", "expected count=NUMBER, rate=NUMBER in "
                                  "1000, guid=GUID_IO_..., found" },
        { "event_delay 5ms", "expected count=NUMBER" },
        { "event_duplicate", "expected count=NUMBER" },
        { "no_memory count=0", "expected count=NUMBER, at least 1" },
        { "contention", "expected count=NUMBER" },
        { "hang R", "s.story:1:6: expected an active registration" },
        { "open D interface rw\nregister R D service\nhang R",
          "s.story:3:6: expected a window" },
        { "open D interface rw\nregister R D pane",
          "expected window, window32 or service" },
    };
    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
        cr_assert_eq(play(bads[i].text, false), TJ_BAD_INPUT, "%s",
                     bads[i].text);
        cr_assert_not_null(strstr(error.text, bads[i].error),
                           "`%s` gave `%s`", bads[i].text, error.text);
    }
}

Test(sim_story, a_broken_expectation_shows_both_sides_and_ends_the_story)
{
    cr_assert_eq(play("open D1 interface rw\n"
                      "expect {\"op\":\"open\",\"win32\":5}\nstate\n", true),
                 TJ_OK);
    cr_assert_not(met);
    cr_assert_not_null(strstr(output, "s.story:2: expected {\"op\":\"open\","
                                      "\"win32\":5}\n"));
    cr_assert_not_null(strstr(output, "s.story:2: but got  {\"t_ns\":0,"));
    cr_assert_null(strstr(output, "\"kind\":\"state\""));
}

Test(sim_story, expectations_take_output_lines_in_order_and_one_each)
{
    cr_assert_eq(play("open D1 interface rw\nclose D1\n"
                      "expect {\"op\":\"close\"}\n", true), TJ_OK);
    cr_assert_not(met);
    cr_assert_eq(play("open D1 interface rw\nclose D1\nexpect {}\n"
                      "expect { \"op\" : \"close\" }\n", true), TJ_OK);
    cr_assert(met);
    cr_assert_eq(play("expect {}\n", true), TJ_OK);
    cr_assert_not(met);
    cr_assert_eq(play("open D1 interface rw\nexpect {\"nothing\":1}\n", true),
                 TJ_OK);
    cr_assert_not(met);
}

Test(sim_story, a_drive_that_never_answers_is_an_error_and_not_a_hang)
{
    cr_assert_eq(play("open D1 interface rw\n"
                      "ioctl D1 0x2D4804 in=01\n"
                      "sense 02 99 00 count=4000000000 op=1E\n"
                      "ioctl D1 0x2D4804 in=00\n", false), TJ_BAD_INPUT);
    cr_assert_not_null(strstr(error.text, "s.story:4:1: expected an answer"));
}

Test(sim_story, ever_less_memory_is_a_status_each_time)
{
    static const char text[] = "open D1 interface rw\nstate\nexpect {}\n";
    struct sim_story story = { .file_name = "s", .text = text,
                               .size = sizeof text - 1 };
    unsigned refused = 0;
    for (size_t size = 2 << 20; size > 0; size = size * 3 / 4) {
        unsigned char *block = malloc(size);
        FILE *out = fmemopen(output, sizeof output, "w");
        enum tj_status status =
            sim_story_play(&story, out, block, size, &met, &error);
        cr_assert(status == TJ_OK || status == TJ_NO_MEMORY);
        refused += status == TJ_NO_MEMORY;
        fclose(out);
        free(block);
    }
    cr_assert_gt(refused, 0);
}

/* What `play` printed as JSON has this piece. */
static bool printed(const char *piece)
{
    return strstr(output, piece) != NULL;
}

Test(sim_story, a_delivery_shows_the_envelope_its_recipient_gets)
{
    cr_assert_eq(play("open D1 interface rw\nopen D2 interface r\n"
                      "register R1 D2 window32\n"
                      "event GUID_IO_VOLUME_LOCK\n", true), TJ_OK);
    cr_assert(printed("{\"t_ns\":0,\"kind\":\"delivery\",\"registration\":"
                      "\"R1\",\"guid\":\"50708874-c9af-11d1-8fef-"
                      "00a0c9a06d32\",\"name\":\"GUID_IO_VOLUME_LOCK\","
                      "\"data\":\"\",\"flavour\":\"window32\",\"broadcast\":"
                      "\"280000000600000000000000"
                      "0200000001000000" /* the 2nd handle, 1st registration */
                      "74887050afc9d1118fef00a0c9a06d32ffffffff\"}\n"));
}

Test(sim_story, a_refused_registration_is_a_reply_and_leaves_the_name_free)
{
    cr_assert_eq(play("open D1 interface rw\nclose D1\nregister R1 D1\n"
                      "open D1 interface rw\nregister R1 D1\n"
                      "event GUID_IO_VOLUME_LOCK\n", true), TJ_OK);
    cr_assert(printed("{\"t_ns\":0,\"kind\":\"reply\",\"handle\":\"D1\",\"op\""
                      ":\"register\",\"status\":\"0xc0000008\",\"win32\":6}"));
    cr_assert(printed("\"kind\":\"delivery\",\"registration\":\"R1\""));
}

Test(sim_story, a_call_that_goes_on_without_its_answer_says_so_first)
{
    cr_assert_eq(play("open D1 interface rw overlapped\n"
                      "start A D1 IOCTL_STORAGE_CHECK_VERIFY2\nwait A\n",
                      true), TJ_OK);
    const char *pending = strstr(output, "{\"t_ns\":0,\"kind\":\"pending\","
                                         "\"handle\":\"D1\",\"op\":\"ioctl\"");
    const char *reply = strstr(output, "\"op\":\"ioctl\",\"id\":\"A\",\"code\":"
                                       "\"0x002d0800\",\"status\"");
    cr_assert_not_null(pending);
    cr_assert_not_null(reply);
    cr_assert_lt(pending, reply);
}

/* A handle is a process's own; its end takes the handle, the registration and
 * the requests with it, and the name is free again. */
Test(sim_story, a_process_that_ends_takes_what_it_had)
{
    cr_assert_eq(play("open D1 interface rw by=a.one\nregister R1 D1\n"
                      "open D2 interface rw by=b\nregister R2 D2\n"
                      "busy 5s\nstart A D1 IOCTL_STORAGE_CHECK_VERIFY2\n"
                      "end a\nadvance 6s\nevent GUID_IO_VOLUME_LOCK\n"
                      "open D1 interface rw by=b.two\nregister R1 D1\n"
                      "end b.two\nflush D1 by=b\n", true), TJ_OK, "%s",
                 error.text);
    cr_assert_not(printed("\"id\":\"A\""));
    cr_assert_not(printed("\"registration\":\"R1\""));
    cr_assert(printed("\"registration\":\"R2\""));
    cr_assert(printed("\"op\":\"flush\""));
}

Test(sim_story, the_same_label_is_the_same_disc)
{
    cr_assert_eq(play("insert film disc=dvd\ntake\ninsert other\ntake\n"
                      "insert film\nstate\n", true), TJ_OK);
    cr_assert(printed("\"disc\":true"));
}
