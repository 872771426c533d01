using System.CommandLine;
using System.CommandLine.Help;
using Segno.Cli;
using Segno.Cli.Commands;

// Not a RootCommand: that one is named for the assembly, which is not the command.
Command root = new("segno", "A TLS 1.2 and 1.3 server and client that say of each connection whether and how it resumed a session.")
{
    new HelpOption(),
    new VersionOption(),
    ServeCommand.Create(),
    ConnectCommand.Create(),
};
return await Invocation.RunAsync(root, args, Console.Out, Console.Error);
