using System.Text;
using EngageStream.Redis.Profiles;

namespace EngageStream.Redis.Tests.Profiles;

public sealed class ProfileSummaryTests
{
    private readonly ProfileSummary _summary = new();

    [Theory]
    [InlineData("""{"stage":"growth","risk":0.25,"band":"low","totals":[{"event":"a"}],"traits":{"stage":"none"}}""", "growth", "0.25", "low")]
    [InlineData("""{"traits":{"risk":[1,{"band":"x"}]},"risk":1.5E-7,"b\u0061nd":"\u00e4\"\n","stage":null}""", "", "1.5E-7", "ä\"\n")]
    [InlineData("""{}""", "", "", "")]
    public void Stage_risk_and_band_are_those_of_the_profile_itself(string json, string stage, string risk, string band)
    {
        Assert.True(_summary.Read("""{"stage":"before","risk":1,"band":"before"}"""u8));
        Assert.True(_summary.Read(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(stage, Encoding.UTF8.GetString(_summary.Stage));
        Assert.Equal(risk, Encoding.UTF8.GetString(_summary.Risk));
        Assert.Equal(band, Encoding.UTF8.GetString(_summary.Band));
    }

    [Fact]
    public void A_name_of_any_length_is_read()
    {
        string name = new('ä', 5000);
        Assert.True(_summary.Read(Encoding.UTF8.GetBytes($$"""{"stage":"{{name}}"}""")));
        Assert.Equal(name, Encoding.UTF8.GetString(_summary.Stage));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"band":"low"}x""")]
    [InlineData("""{"band":"low"} {"band":"low"}""")]
    [InlineData("""{"totals":[7}""")]
    [InlineData("""{"band":"\ud800"}""")]
    [InlineData("""{"band":7}""")]
    [InlineData("""{"stage":["growth"]}""")]
    [InlineData("""{"risk":"high"}""")]
    [InlineData("""{"risk":1e999}""")]
    public void What_is_no_profile_is_told(string json) => Assert.False(_summary.Read(Encoding.UTF8.GetBytes(json)));
}
