/* Prints how stress/ini reads each file named, as one JSON array, for
 * test_ini.py: an object with the sections in order, or with the complaint. */
#include "stress/ini.h"

#include "core/base/json.h"
#include "core/base/os.h"

#include <string.h>

enum { TEXT_MAX = 1 << 20, ARENA_SIZE = 16 << 20 };

static void print_section(struct tj_json *json,
                          const struct tj_ini_section *section)
{
    tj_json_object(json, section->title);
    for (const struct tj_ini_entry *entry = section->entries; entry != NULL;
         entry = entry->next) {
        if (entry->value == NULL)
            tj_json_null(json, entry->key);
        else
            tj_json_string(json, entry->key, entry->value);
    }
    tj_json_end(json);
}

static void print_file(struct tj_json *json, const char *path,
                       struct arena *arena)
{
    struct tj_ini        ini;
    struct tj_error      error;
    char                *text = arena_take(arena, TEXT_MAX, 1, 1);
    struct tj_ini_source source = { .file = path, .text = text };

    tj_json_object(json, NULL);
    if (tj_os_read_file(path, text, TEXT_MAX, &source.size, &error) != TJ_OK ||
        tj_ini_parse(&ini, &source, arena, &error) != TJ_OK) {
        tj_json_string(json, "complaint", error.text);
    } else {
        tj_json_object(json, "sections");
        for (const struct tj_ini_section *section = ini.sections;
             section != NULL; section = section->next)
            print_section(json, section);
        tj_json_end(json);
    }
    tj_json_end(json);
}

int main(int argc, char **argv)
{
    struct arena   arena;
    struct tj_json json;
    struct tj_error error;
    void          *memory = tj_os_pages_take(ARENA_SIZE);

    arena_init(&arena, memory, ARENA_SIZE);
    tj_json_init(&json, stdout, false);
    tj_json_array(&json, NULL);
    for (int i = 1; i < argc; i++) {
        print_file(&json, argv[i], &arena);
        arena_rewind(&arena, 0);
    }
    tj_json_end(&json);
    tj_os_pages_give(memory, ARENA_SIZE);
    return tj_json_finish(&json, &error) == TJ_OK ? 0 : 74;
}
