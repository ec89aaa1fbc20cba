using EngageStream.Domain.Model;

namespace EngageStream.Playbooks.Tests;

public class StarterTests
{
    [Fact]
    public void The_shipped_starter_compiles()
    {
        PlaybookResult result = PlaybookFile.Load(Repository.PathOf("playbooks/starter.yaml"));
        Assert.Empty(result.Errors.Select(e => e.ToString()));
        Assert.Equal("starter", result.Model!.Name);
        Assert.Equal("Europe/London", result.Model.Calendar.Zone.Id);
        Assert.Equal(["churned", "dormant", "maturity", "growth", "introduction"], result.Model.Stages.Select(s => s.Name));
        Assert.Equal(["churned", "dormant"], result.Model.Stages.Where(s => s.Away).Select(s => s.Name));
    }

    [Fact]
    public void Every_campaign_of_the_starter_has_a_cooldown_and_every_channel_a_campaign()
    {
        IReadOnlyList<Campaign> campaigns = PlaybookFile.Load(Repository.PathOf("playbooks/starter.yaml")).Model!.Campaigns;
        Assert.Equal(10, campaigns.Count);
        Assert.Equal(["email", "push", "sms"], campaigns.Select(c => c.Channel).Distinct().Order());
        Assert.All(campaigns, c => Assert.True(c.CooldownMs > 0, c.Name));
    }
}
