using System.Text.RegularExpressions;

namespace EngageStream.EndToEnd.Tests.Reference;

public sealed partial class StarterPlaybookTests
{
    private readonly string _file = File.ReadAllText(Repository.PathOf("playbooks/starter.yaml"));

    [Fact]
    public void The_translation_has_the_campaigns_of_the_file()
    {
        string campaigns = _file[_file.IndexOf("\ncampaigns:", StringComparison.Ordinal)..];

        Assert.Equal(CampaignName().Matches(campaigns).Select(m => m.Groups[1].Value), StarterPlaybook.Campaigns.Select(c => c.Name));
    }

    [Fact]
    public void The_translation_has_the_channels_templates_and_cooldowns_of_the_file()
    {
        Assert.Equal(Values("channel"), StarterPlaybook.Campaigns.Select(c => c.Channel));
        Assert.Equal(Values("template"), StarterPlaybook.Campaigns.Select(c => c.Template));
        Assert.Equal(Values("cooldown"), StarterPlaybook.Campaigns.Select(c => $"{c.Cooldown.TotalDays}d"));
    }

    [Fact]
    public void The_translation_stands_in_the_zone_of_the_file() => Assert.Equal([StarterPlaybook.Zone], Values("zone"));

    [Fact]
    public void The_file_leaves_the_churn_parameters_to_those_that_ship() => Assert.Empty(Values("churn"));

    private string[] Values(string key) =>
        Regex.Matches(_file, $@"^ *{key}: *(\S+) *$", RegexOptions.Multiline).Select(match => match.Groups[1].Value).ToArray();

    [GeneratedRegex(@"^  - name: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex CampaignName();
}
