using EngageStream.Console.Ports;
using EngageStream.Playbooks;

namespace EngageStream.Host.Api;

/// <summary>Checks playbooks with the engine's own compiler.</summary>
internal sealed class PlaybookChecker : IPlaybookChecker
{
    /// <inheritdoc/>
    public PlaybookVerdict Check(string yaml)
    {
        PlaybookResult result = PlaybookCompiler.Compile(yaml, "playbook.yaml");
        return new PlaybookVerdict(
            result.Model is not null,
            result.Model?.Name,
            result.Model?.ContentHash,
            [.. result.Errors.Select(error => new PlaybookFault(error.Line, error.Column, error.Message, error.Expected, error.Suggestion))]);
    }
}
