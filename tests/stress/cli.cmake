# The program as a user meets it: commands, exit codes, files.
trayjam_python(cli_exit_codes LABEL cli FILE test_cli_exit_codes.py)
trayjam_python(cli_run LABEL cli FILE test_cli_run.py)
trayjam_python(cli_damage LABEL cli FILE test_cli_damage.py)
trayjam_python(cli_catalogue LABEL cli FILE test_cli_catalogue.py)
trayjam_python(cli_story LABEL cli FILE test_cli_story.py)
trayjam_python(cli_drive LABEL cli FILE test_cli_drive.py)
trayjam_python(cli_canary LABEL cli FILE test_cli_canary.py)
trayjam_python(cli_bench LABEL cli FILE test_cli_bench.py)
