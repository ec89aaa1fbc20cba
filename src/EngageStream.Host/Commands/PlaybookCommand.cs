using System.CommandLine;
using System.Globalization;
using System.Text;
using EngageStream.Domain.Model;
using EngageStream.Host.Cli;
using EngageStream.Playbooks;

namespace EngageStream.Host.Commands;

/// <summary><c>engagestream playbook check</c>: what is wrong with a playbook, or what is in it.</summary>
internal static class PlaybookCommand
{
    private const string Details = """
        Reads a playbook as the engine would and prints every fault with file, line, column, what was expected and the nearest
        valid name; the exit code is then 2. Otherwise prints what the playbook holds. The language is described in
        docs/playbook.md.
        """;

    private const string Example = """
        engagestream playbook check playbooks/starter.yaml
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        var path = new Argument<string>("path") { Description = "Playbook file, or a folder of files that make one playbook" };
        var check = new DocumentedCommand("check", "Validates a playbook.", Details, Example) { path };
        check.SetAction(parsed =>
        {
            EngagementModel model = Load(parsed.GetRequiredValue(path));
            context.Out.WriteLine(Describe(model));
            return (int)ExitCode.Success;
        });
        return new Command("playbook", "Works on playbooks.") { check };
    }

    /// <summary>Loads a playbook, or ends with all its faults.</summary>
    public static EngagementModel Load(string path)
    {
        PlaybookResult result = PlaybookFile.Load(path);
        string count = result.Errors.Count == 1 ? "1 error" : $"{result.Errors.Count} errors";
        return result.Model ?? throw new CommandException(ExitCode.Invalid, $"{string.Join('\n', result.Errors)}\n{count}");
    }

    private static string Describe(EngagementModel model)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Playbook {model.Name} ({model.ContentHash}) is valid.\n\n");
        string activity = string.Join(", ", model.Events.Where(e => e.Activity).Select(e => e.Name));
        text.Append(CultureInfo.InvariantCulture, $"events     {model.Events.Count}, of which activity: {activity}\n");
        text.Append(CultureInfo.InvariantCulture, $"stages     {string.Join(" > ", model.Stages.Select(s => s.Name))}\n");
        text.Append(CultureInfo.InvariantCulture, $"metrics    {string.Join(", ", model.Metrics.Select(m => m.Name))}\n");
        text.Append(CultureInfo.InvariantCulture, $"campaigns  {model.Campaigns.Count}\n");
        int width = model.Campaigns.Count == 0 ? 0 : model.Campaigns.Max(c => c.Name.Length);
        foreach (Campaign campaign in model.Campaigns)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {campaign.Name.PadRight(width)}  {campaign.Channel,-6} {campaign.Rule}\n");
        }

        return text.ToString().TrimEnd('\n');
    }
}
