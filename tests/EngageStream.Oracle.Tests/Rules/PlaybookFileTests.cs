using System.Text.RegularExpressions;
using EngageStream.Oracle.Rules;

namespace EngageStream.Oracle.Tests.Rules;

/// <summary>The rules are written by hand; that they name what the files name can still be held.</summary>
public sealed class PlaybookFileTests
{
    [Theory]
    [InlineData("starter", "playbooks/starter.yaml")]
    [InlineData("chaos", "load-tests/playbooks/chaos.yaml")]
    public void The_rules_have_the_campaigns_channels_templates_cooldowns_and_variables_of_the_file(string name, string path)
    {
        Playbook rules = Playbook.Of(name);
        string file = File.ReadAllText(Repository.PathOf(path));
        string campaigns = file[file.IndexOf("\ncampaigns:", StringComparison.Ordinal)..];

        Assert.Equal(All(campaigns, @"^  - name: (\S+)$"), rules.Campaigns.Select(c => c.Name));
        Assert.Equal(All(campaigns, @"^      channel: (\S+)$"), rules.Campaigns.Select(c => c.Channel));
        Assert.Equal(All(campaigns, @"^      template: (\S+)$"), rules.Campaigns.Select(c => c.Template));
        Assert.Equal(All(campaigns, @"^    cooldown: (\S+)$").Select(Milliseconds), rules.Campaigns.Select(c => c.CooldownMs));
        Assert.Equal(All(campaigns, @"^        (\w+): .*$"), rules.Campaigns.SelectMany(c => c.Variables).Select(v => v.Name));
    }

    private static IEnumerable<string> All(string text, string pattern) =>
        Regex.Matches(text, pattern, RegexOptions.Multiline).Select(match => match.Groups[1].Value);

    private static long Milliseconds(string duration) => long.Parse(duration[..^1], null) * duration[^1] switch
    {
        's' => 1000,
        'm' => 60_000,
        'h' => 3_600_000,
        _ => 86_400_000,
    };
}
