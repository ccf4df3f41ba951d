# A process takes its windows with it; registrations of others stay (7.1).
open D1 interface rw by=player
expect {}
open D2 interface rw by=burner
expect {}
register R1 D1
register R2 D2
end player
event GUID_IO_VOLUME_CHANGE
expect {"kind":"event"}
expect {"kind":"delivery","registration":"R2"}
state
expect {"kind":"state"}
