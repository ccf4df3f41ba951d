/* SPDX-License-Identifier: MIT */
#include "cli/wrapped.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_WIDTH = 78 };

void print_wrapped(const char *text, int indent)
{
    int column = indent;

    while (*text != '\0') {
        size_t word = strcspn(text, " \n");

        if (column > indent && column + 1 + (int)word > TEXT_WIDTH) {
            printf("\n%*s", indent, "");
            column = indent;
        }
        column += printf("%s%.*s", column > indent ? " " : "", (int)word,
                         text);
        if (text[word] == '\n') {
            printf("\n%*s", indent, "");
            column = indent;
        }
        text += word + (text[word] != '\0');
    }
    putchar('\n');
}
