/* SPDX-License-Identifier: MIT */
/* Numbers of the rules inside the judge. Spec 8.7 numbers its properties from
 * 1; so do the ids, so that TJ-X07 is property 7. The letter is the group:
 * X exclusive access, R requests of strangers, T tray, M media events,
 * V volume, F faults and all else of 8.7; L liveness, O order, A applications. */
#ifndef TJ_CORE_CHECK_RULES_H
#define TJ_CORE_CHECK_RULES_H

enum rule {
    RULE_X01, RULE_X02, RULE_X03, RULE_X04, RULE_X05, RULE_X06, RULE_X07,
    RULE_X08, RULE_X09, RULE_X10, RULE_X11, RULE_X12, RULE_X13, RULE_X14,
    RULE_X15, RULE_X16, RULE_X17, RULE_X18, RULE_X19, RULE_X20,
    RULE_R21, RULE_R22, RULE_R23, RULE_R24, RULE_R25, RULE_R26, RULE_R27,
    RULE_R28, RULE_R29, RULE_R30,
    RULE_T31, RULE_T32, RULE_T33, RULE_T34, RULE_T35, RULE_T36, RULE_T37,
    RULE_T38,
    RULE_M39, RULE_M40, RULE_M41, RULE_M42, RULE_M43, RULE_M44, RULE_M45,
    RULE_M46, RULE_M47, RULE_M48,
    RULE_V49, RULE_V50, RULE_V51, RULE_V52, RULE_V53, RULE_V54, RULE_V55,
    RULE_V56, RULE_V57,
    RULE_F58, RULE_F59, RULE_F60,
    RULE_L01, RULE_L02, RULE_L03, /* Liveness, and how a run ends. */
    RULE_O01, /* The answers have an order (spec 8.8). */
    RULE_A01, RULE_A02, RULE_A03, RULE_A04, RULE_A05, RULE_A06, RULE_A07,
    RULE_A08, RULE_A09, RULE_A10, /* Programs: warnings ... */
    RULE_A11,                     /* ... and notes. */
    RULE_COUNT
};

#endif
