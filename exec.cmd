@rem On Windows, what `exec` means to other shells in npm start: run the command in this shell's place.
@%*
