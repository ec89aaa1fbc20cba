using System.CommandLine;
using System.CommandLine.Parsing;
using EngageStream.Host.Configuration;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Host.Cli;

/// <summary>The options <c>--config</c> and <c>--set</c> of every command that works on an application, or on its Kafka.</summary>
/// <param name="onlyKafka">Whether only the settings <c>kafka.*</c> matter.</param>
internal sealed class EngineSettings(bool onlyKafka = false)
{
    private readonly Option<string?> _config = new("--config")
    {
        Description = onlyKafka ? "Configuration file (YAML), for its kafka.* settings" : "Configuration file (YAML)",
        HelpName = "file",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = onlyKafka ? "One kafka.* setting, for example of TLS or SASL; repeatable" : "One setting; repeatable",
        HelpName = "key=value",
    };

    /// <summary>Adds the options and their checks to a command.</summary>
    public void AddTo(Command command)
    {
        _set.Validators.Add(result =>
        {
            foreach (string wrong in result.Tokens.Select(t => t.Value).Where(text => !SetFlags.IsFlag(text)))
            {
                result.AddError($"--set must be key=value; found '{wrong}'");
            }
        });
        command.Options.Add(_config);
        command.Options.Add(_set);
    }

    /// <summary>Whether the command line has any of them.</summary>
    public bool IsGiven(CommandResult result) =>
        result.GetResult(_config) is { Implicit: false } || result.GetResult(_set) is { Implicit: false };

    /// <summary>The settings that were given.</summary>
    /// <exception cref="CommandException">Something is wrong with them.</exception>
    public EngineOptions Load(ParseResult parsed, CommandContext context, bool playbook = true) =>
        EngineConfiguration.Load(parsed.GetValue(_config), context.Environment, parsed.GetValue(_set) ?? [], playbook, Warn(context));

    /// <summary>The settings <c>kafka.*</c>, without <c>kafka.</c> before them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="context">The environment.</param>
    /// <param name="bootstrap">The option that names Kafka's servers, and wins; its default is used where nothing else names them.</param>
    /// <exception cref="CommandException">Something is wrong with them.</exception>
    public IReadOnlyDictionary<string, string> LoadKafka(ParseResult parsed, CommandContext context, Option<string> bootstrap)
    {
        string servers = parsed.GetRequiredValue(bootstrap);
        bool given = parsed.GetResult(bootstrap) is { Implicit: false };
        return EngineConfiguration.LoadKafka(
            parsed.GetValue(_config), context.Environment, parsed.GetValue(_set) ?? [], given ? servers : null, servers, Warn(context));
    }

    private static Action<string> Warn(CommandContext context) => warning => context.Error.WriteLine($"warning: {warning}");
}
