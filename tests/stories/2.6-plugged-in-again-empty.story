# Spec 4.1: an empty drive says one REMOVAL{0,2} at its start.
unplug
replug
expect {"kind":"event","name":"GUID_IO_MEDIA_REMOVAL","data":"0000000002000000"}
state
expect {"known":2,"reported":2,"mcc":0}
