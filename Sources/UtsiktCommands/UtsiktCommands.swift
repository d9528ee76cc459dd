// UtsiktCommands
