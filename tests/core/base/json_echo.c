/* Writes lines of hex from stdin as a JSON array of strings, after the extremes
 * of every number. argv[1]: where to; argv[2]: "pretty" or nothing. */
#include "core/base/json.h"
#include "core/base/text.h"

#include <string.h>

int main(int argc, char **argv)
{
    static char    line[8200], text[4100];
    struct tj_json json;
    struct tj_error error;
    FILE *file = fopen(argc > 1 ? argv[1] : "/dev/stdout", "w");

    if (file == NULL)
        return 66;
    tj_json_init(&json, file, argc > 2 && strcmp(argv[2], "pretty") == 0);
    tj_json_object(&json, NULL);
    tj_json_u64(&json, "u64", UINT64_MAX);
    tj_json_u64(&json, "odd", UINT64_C(9007199254740993));
    tj_json_i64(&json, "i64", INT64_MIN);
    tj_json_double(&json, "double", 0.1);
    tj_json_double(&json, "infinite", 1e308 * 10);
    tj_json_bool(&json, "bool", true);
    tj_json_null(&json, "null");
    tj_json_hex32(&json, "code", 0x2c05c);
    tj_json_bytes(&json, "bytes", (const uint8_t *)"\x01\xff", 2);
    tj_json_array(&json, "empty");
    tj_json_end(&json);
    tj_json_array(&json, "strings");
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        size_t size = tj_hex_decode(line, (uint8_t *)text, sizeof text - 1);
        if (size == SIZE_MAX)
            return 65;
        text[size] = '\0';
        tj_json_string(&json, NULL, text);
    }
    tj_json_end(&json);
    tj_json_end(&json);
    if (tj_json_finish(&json, &error) != TJ_OK) {
        fprintf(stderr, "%s\n", error.text);
        return tj_status_exit_code(error.status);
    }
    return fclose(file) == 0 ? 0 : 74;
}
