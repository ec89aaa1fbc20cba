namespace EngageStream.Host.Generation;

/// <summary>Writes a person's steps as Segment calls into a reused buffer.</summary>
internal sealed class GeneratedEvent
{
    private readonly Utf8Text _key = new(32);
    private readonly Utf8Text _value = new(1024);

    /// <summary>The person's id.</summary>
    public ReadOnlySpan<byte> Key => _key.Written;

    /// <summary>The event.</summary>
    public ReadOnlySpan<byte> Value => _value.Written;

    /// <summary>Writes what a person does at this moment.</summary>
    public void Write(ref Person person, int index, long timeMs)
    {
        _key.Clear().Add("user-"u8).AddDigits(index, 7);
        _value.Clear();
        if (person.RefundIsNext)
        {
            Track("Order Refunded"u8, ref person, timeMs);
            Order(ref person);
        }
        else
        {
            Step(ref person, index, timeMs);
        }

        _value.Add("}"u8);
        person.Sequence++;
    }

    private void Step(ref Person person, int index, long timeMs)
    {
        switch (person.Step)
        {
            case PersonStep.Identify:
                Begin("identify"u8, ref person, timeMs);
                Traits(ref person.Random, index);
                break;
            case PersonStep.SignUp:
                Track("Signed Up"u8, ref person, timeMs);
                _value.Add(",\"properties\":{\"method\":\"email\"}"u8);
                break;
            case PersonStep.CheckIn:
                Track("Checked In"u8, ref person, timeMs);
                _value.Add(",\"properties\":{}"u8);
                break;
            case PersonStep.View:
                Track("Product Viewed"u8, ref person, timeMs);
                Product(ref person.Random);
                break;
            case PersonStep.Cart:
                Track("Cart Viewed"u8, ref person, timeMs);
                _value.Add(",\"properties\":{\"items\":"u8).Add(1 + person.Random.NextIndex(5)).Add("}"u8);
                break;
            default:
                person.Orders++;
                person.LastAmount = (int)Math.Min(2_000_000, 100 * Distributions.LogNormal(ref person.Random, mu: 3.3, sigma: 0.8)) + 1;
                Track("Order Completed"u8, ref person, timeMs);
                Order(ref person);
                break;
        }
    }

    private void Begin(ReadOnlySpan<byte> type, ref Person person, long timeMs) => _value
        .Add("{\"type\":\""u8).Add(type).Add("\",\"userId\":\""u8).Add(_key.Written)
        .Add("\",\"messageId\":\""u8).Add(_key.Written).Add("-"u8).Add(person.Sequence)
        .Add("\",\"timestamp\":\""u8).AddTime(timeMs).Add("\""u8);

    private void Track(ReadOnlySpan<byte> name, ref Person person, long timeMs)
    {
        Begin("track"u8, ref person, timeMs);
        _value.Add(",\"event\":\""u8).Add(name).Add("\""u8);
    }

    private void Traits(ref RandomSource random, int index)
    {
        byte[] name = Catalogue.FirstNames[random.NextIndex(Catalogue.FirstNames.Length)];
        int country = Math.Min(random.NextIndex(Catalogue.Countries.Length), random.NextIndex(Catalogue.Countries.Length));
        _value.Add(",\"traits\":{\"firstName\":\""u8).Add(name)
            .Add("\",\"email\":\"user-"u8).AddDigits(index, 7).Add("@example.com"u8) // a domain that is reserved for examples (RFC 2606)
            .Add("\",\"phone\":\"+447700900"u8).AddDigits(random.NextIndex(1000), 3) // reserved for fiction by Ofcom
            .Add("\",\"country\":\""u8).Add(Catalogue.Countries[country])
            .Add("\",\"age\":"u8).Add(16 + random.NextIndex(60)).Add("}"u8);
    }

    private void Product(ref RandomSource random)
    {
        // Squaring a uniform draw makes low numbers frequent: a tenth of the products gets a third of the views.
        double unit = random.NextUnit();
        int product = (int)(unit * unit * Catalogue.Products);
        _value.Add(",\"properties\":{\"product_id\":\"sku-"u8).Add(product)
            .Add("\",\"category\":\""u8).Add(Catalogue.Categories[product % Catalogue.Categories.Length])
            .Add("\",\"price\":"u8).AddMoney(199 + (product % 4000)).Add("}"u8);
    }

    private void Order(ref Person person) => _value
        .Add(",\"properties\":{\"order_id\":\""u8).Add(_key.Written).Add("-o"u8).Add(person.Orders)
        .Add("\",\"revenue\":"u8).AddMoney(person.LastAmount)
        .Add(",\"currency\":\"GBP\",\"items\":"u8).Add(1 + (person.LastAmount % 7))
        .Add(",\"top_product\":\"sku-"u8).Add(person.LastAmount % Catalogue.Products).Add("\"}"u8);
}
