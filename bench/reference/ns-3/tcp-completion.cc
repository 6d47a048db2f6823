// One line of the reference tables, as ns-3.37 plays it: `./tcp-completion --cc=cubic --mbps=100 --delayMs=1 --loss=0.03
// --bytes=100000 --runs=20000`. Each run has dice of its own, the same ones each time; `--firstRun` begins with another.
// With `--givenLosses` it prints a line of tcp-same-losses.csv for each run: data is then lost by a rule that others can
// follow. How to build it: README.md above.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include "ns3/traffic-control-module.h"

using namespace ns3;

struct Line {
  std::string cc = "cubic";
  double mbps = 100;
  double delayMs = 1;
  double loss = 0;
  uint64_t bytes = 100'000;
  uint32_t queuePackets = 100;
  uint32_t firstRun = 1;
  uint32_t runs = 1;
  bool givenLosses = false;
};

/** Loses the packets that arrive by their run and by their place among all that arrive: README.md has the rule. */
class GivenLosses : public ErrorModel {
 public:
  static TypeId GetTypeId() {
    static TypeId type = TypeId("GivenLosses").SetParent<ErrorModel>().AddConstructor<GivenLosses>();
    return type;
  }

  uint32_t run = 0;
  double loss = 0;

 private:
  bool DoCorrupt(Ptr<Packet>) override {
    uint32_t mixed = (run * 2654435761u) ^ (m_place++ * 2246822519u);
    mixed = (mixed ^ (mixed >> 15)) * 2246822519u;
    mixed = (mixed ^ (mixed >> 13)) * 3266489917u;
    return (mixed ^ (mixed >> 16)) < loss * 4294967296.0;
  }

  void DoReset() override { m_place = 0; }

  uint32_t m_place = 0;
};

/** One transfer: writes as fast as the buffer takes it, 64 KiB at a time, and reads at once. */
class Transfer {
 public:
  explicit Transfer(uint64_t bytes) : m_bytes(bytes) {}

  void Accept(Ptr<Socket> socket, const Address&) { socket->SetRecvCallback(MakeCallback(&Transfer::Read, this)); }

  void Connected(Ptr<Socket> socket) { Write(socket, 0); }

  void Write(Ptr<Socket> socket, uint32_t) {
    while (m_written < m_bytes) {
      const uint64_t left = std::min<uint64_t>(m_bytes - m_written, 65'536);
      const uint32_t size = std::min<uint32_t>(left, socket->GetTxAvailable());
      if (size == 0 || socket->Send(Create<Packet>(size)) <= 0) return;
      m_written += size;
    }
    socket->Close();
  }

  /** Seconds from `connect()`, which happens at 0, to the last byte. */
  double completedAt = NAN;

 private:
  void Read(Ptr<Socket> socket) {
    for (Ptr<Packet> packet = socket->Recv(); packet && packet->GetSize() > 0; packet = socket->Recv()) {
      m_read += packet->GetSize();
    }
    if (m_read < m_bytes || !std::isnan(completedAt)) return;
    completedAt = Simulator::Now().GetSeconds();
    Simulator::Stop();
  }

  const uint64_t m_bytes;
  uint64_t m_written = 0;
  uint64_t m_read = 0;
};

static void SetDefaults(const std::string& cc) {
  const TypeId type = TypeId::LookupByName(cc == "cubic" ? "ns3::TcpCubic" : "ns3::TcpNewReno");
  Config::SetDefault("ns3::TcpL4Protocol::SocketType", TypeIdValue(type));
  Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448));
  Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
  Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(6 << 20));
  Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(6 << 20));
  Config::SetDefault("ns3::TcpSocket::DelAckTimeout", TimeValue(MilliSeconds(40)));
  Config::SetDefault("ns3::TcpSocket::ConnTimeout", TimeValue(Seconds(1)));
  Config::SetDefault("ns3::TcpSocketBase::MinRto", TimeValue(MilliSeconds(200)));
  Config::SetDefault("ns3::TcpSocketBase::Sack", BooleanValue(true));
}

static Ptr<ErrorModel> Dice(double loss) {
  Ptr<RateErrorModel> dice = CreateObject<RateErrorModel>();
  dice->SetAttribute("ErrorUnit", EnumValue(RateErrorModel::ERROR_UNIT_PACKET));
  dice->SetAttribute("ErrorRate", DoubleValue(loss));
  return dice;
}

static Ptr<ErrorModel> Given(double loss, uint32_t run) {
  Ptr<GivenLosses> given = CreateObject<GivenLosses>();
  given->run = run;
  given->loss = loss;
  return given;
}

/** The sender is the first of the nodes. */
static NetDeviceContainer Connect(const NodeContainer& nodes, const Line& line, uint32_t run) {
  PointToPointHelper link;
  link.SetDeviceAttribute("DataRate", DataRateValue(DataRate(static_cast<uint64_t>(line.mbps * 1e6))));
  link.SetChannelAttribute("Delay", TimeValue(NanoSeconds(static_cast<int64_t>(line.delayMs * 1e6))));
  link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue(std::to_string(line.queuePackets) + "p"));
  NetDeviceContainer devices = link.Install(nodes);
  const auto setErrors = [&](uint32_t end, Ptr<ErrorModel> errors) {
    devices.Get(end)->SetAttribute("ReceiveErrorModel", PointerValue(errors));
  };
  if (line.givenLosses) {
    setErrors(1, Given(line.loss, run));
  } else if (line.loss > 0) {
    setErrors(0, Dice(line.loss));
    setErrors(1, Dice(line.loss));
  }
  return devices;
}

static double Play(const Line& line, uint32_t run) {
  RngSeedManager::SetSeed(1);
  RngSeedManager::SetRun(run);
  NodeContainer nodes;
  nodes.Create(2);
  NetDeviceContainer devices = Connect(nodes, line, run);
  InternetStackHelper stack;
  stack.SetIpv6StackInstall(false);
  stack.Install(nodes);
  Ipv4AddressHelper addresses;
  addresses.SetBase("10.0.0.0", "255.255.255.0");
  Ipv4InterfaceContainer interfaces = addresses.Assign(devices);
  // No queue but that of the link.
  TrafficControlHelper().Uninstall(devices);

  Transfer transfer(line.bytes);
  Ptr<Socket> listener = Socket::CreateSocket(nodes.Get(1), TcpSocketFactory::GetTypeId());
  listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), 9));
  listener->Listen();
  listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                              MakeCallback(&Transfer::Accept, &transfer));
  Ptr<Socket> sender = Socket::CreateSocket(nodes.Get(0), TcpSocketFactory::GetTypeId());
  sender->SetConnectCallback(MakeCallback(&Transfer::Connected, &transfer), MakeNullCallback<void, Ptr<Socket>>());
  sender->SetSendCallback(MakeCallback(&Transfer::Write, &transfer));
  Simulator::Schedule(Seconds(0), [&] { sender->Connect(InetSocketAddress(interfaces.GetAddress(1), 9)); });
  Simulator::Stop(Hours(24));
  Simulator::Run();
  Simulator::Destroy();
  return transfer.completedAt;
}

int main(int argc, char** argv) {
  Line line;
  CommandLine command(__FILE__);
  command.AddValue("cc", "congestion control: newreno or cubic", line.cc);
  command.AddValue("mbps", "bandwidth of each direction, Mbit/s", line.mbps);
  command.AddValue("delayMs", "delay of each direction", line.delayMs);
  command.AddValue("loss", "chance of each packet to be lost, in each direction", line.loss);
  command.AddValue("bytes", "payload", line.bytes);
  command.AddValue("queuePackets", "room of the queue at each end", line.queuePackets);
  command.AddValue("runs", "how often", line.runs);
  command.AddValue("firstRun", "the number of the first run: other numbers are other dice", line.firstRun);
  command.AddValue("givenLosses", "a line for each run, with the losses of the rule", line.givenLosses);
  command.Parse(argc, argv);

  SetDefaults(line.cc);
  std::vector<double> times;
  for (uint32_t run = line.firstRun; run < line.firstRun + line.runs; run++) {
    times.push_back(Play(line, run));
    if (line.givenLosses) {
      std::printf("%s,%g,%g,%g,%lu,%u,%u,%.6f\n", line.cc.c_str(), line.mbps, line.delayMs, line.loss, line.bytes,
                  line.queuePackets, run, times.back());
    }
  }
  if (line.givenLosses) return 0;
  std::sort(times.begin(), times.end());
  double mean = 0;
  for (double time : times) mean += time / times.size();
  double squares = 0;
  for (double time : times) squares += (time - mean) * (time - mean);
  const double deviation = times.size() < 2 ? 0 : std::sqrt(squares / (times.size() - 1));
  const size_t half = times.size() / 2;
  const double median = times.size() % 2 == 1 ? times[half] : (times[half - 1] + times[half]) / 2;
  const double p90 = times[std::min(times.size() - 1, times.size() * 9 / 10)];
  std::printf("%s,%g,%g,%g,%lu,%u,%zu,%.4f,%.4f,%.4f,%.4f\n", line.cc.c_str(), line.mbps, line.delayMs, line.loss,
              line.bytes, line.queuePackets, times.size(), mean, median, p90, deviation);
}
