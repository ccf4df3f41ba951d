#include <criterion/criterion.h>

struct tap_state *tap_state(void)
{
    static struct tap_state state;
    if (state.last == NULL)
        state.last = &state.first;
    return &state;
}

void tap_add(struct tap_test *test)
{
    *tap_state()->last = test;
    tap_state()->last = &test->next;
}

/* Between setjmp and longjmp no local of the caller changes. */
static bool run(const struct tap_test *test, void *row)
{
    tap_state()->failed = false;
    if (setjmp(tap_state()->leave) == 0)
        test->run(row);
    return !tap_state()->failed;
}

int main(void)
{
    unsigned number = 0, failures = 0;

    setvbuf(stdout, NULL, _IONBF, 0);
    for (struct tap_test *test = tap_state()->first; test != NULL;
         test = test->next) {
        struct tap_rows rows = test->rows();
        for (size_t i = 0; i < rows.count; i++) {
            bool good = run(test, (char *)rows.at + i * rows.size);
            printf("%sok %u - %s[%zu]\n", good ? "" : "not ", ++number,
                   test->name, i);
            failures += !good;
        }
    }
    printf("1..%u\n", number);
    return failures > 0 || number == 0;
}
