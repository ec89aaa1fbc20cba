using EngageStream.Tests.Shared;

namespace EngageStream.EndToEnd.Tests.Reference;

public sealed class OnlineRetailHistoryTests
{
    [SharedDataFact("online-retail/online_retail.csv.gz")]
    public void The_data_has_the_rows_invoices_and_customers_that_its_description_states()
    {
        OnlineRetailHistory history = OnlineRetailHistory.Read(SharedData.Find("online-retail/online_retail.csv.gz")!);

        Assert.Equal(541_909, history.Rows);
        Assert.Equal(135_080, history.RowsWithoutCustomer + history.RowsOfBadDebt);
        Assert.Equal(22_190, history.Events.Count);
        Assert.Equal(4_372, history.Events.DistinctBy(e => e.User).Count());
        Assert.Equal(0, history.SharedInvoices);
        Assert.Equal(History.Utc("2011-12-09T12:50:00Z"), history.Last);
    }
}
