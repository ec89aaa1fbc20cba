using System.CommandLine;
using EngageStream.Host.Configuration;
using EngageStream.Runtime.Configuration;

namespace EngageStream.Host.Cli;

/// <summary>The options <c>--config</c> and <c>--set</c> of every command that works on an application.</summary>
internal sealed class EngineSettings
{
    private readonly Option<string?> _config = new("--config") { Description = "Configuration file (YAML)", HelpName = "file" };
    private readonly Option<string[]> _set = new("--set") { Description = "One setting; repeatable", HelpName = "key=value" };

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

    /// <summary>The settings that were given.</summary>
    /// <exception cref="CommandException">Something is wrong with them.</exception>
    public EngineOptions Load(ParseResult parsed, CommandContext context, bool playbook = true) =>
        EngineConfiguration.Load(parsed.GetValue(_config), context.Environment, parsed.GetValue(_set) ?? [], playbook);
}
