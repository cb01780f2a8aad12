using Adit.Commands;

return await CommandLine.Root().Parse(args).InvokeAsync();
