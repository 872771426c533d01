using System.CommandLine;
using Segno.Cli;
using Segno.Cli.Commands;

RootCommand root = new("A TLS 1.2 and 1.3 server and client that say of each connection whether and how it resumed a session.")
{
    ServeCommand.Create(),
    ConnectCommand.Create(),
};
return await Invocation.RunAsync(root, args, Console.Out, Console.Error);
