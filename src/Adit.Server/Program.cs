using Adit.Commands;

return await CommandLine.Run(args);
