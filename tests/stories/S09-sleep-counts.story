# S9: D3 makes the file system look again: one more suspicion, no event.
drive disc=present an=on
sleep
state
expect {"known":1,"reported":1,"mcc":2,"verify":true}
wake
state
expect {"mcc":2,"verify":true}
