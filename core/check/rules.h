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
    RULE_L01, /* Liveness: answered at all. */
    RULE_COUNT
};

#endif
