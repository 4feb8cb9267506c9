// Between a stock Envoy and istiod: hands every xDS message on as it is, but for the addresses of endpoints. A simulated
// pod has an address of 10.0.0.0/16, where nobody listens; 10.0.Y.Z becomes 127.N.Y.Z, where a stand-in of the pod does.
//
//	xds-relay -listen 127.0.0.1:15011 -istiod 127.0.0.1:15010 -octet 10
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"strings"

	endpoint "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
)

const (
	endpoints = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment"
	pods      = "10.0."
)

type relay struct {
	discovery.UnimplementedAggregatedDiscoveryServiceServer
	istiod discovery.AggregatedDiscoveryServiceClient
	octet  int
}

func (r *relay) StreamAggregatedResources(down discovery.AggregatedDiscoveryService_StreamAggregatedResourcesServer) error {
	up, err := r.istiod.StreamAggregatedResources(down.Context())
	if err != nil {
		return err
	}
	go func() {
		for {
			request, err := down.Recv()
			if err != nil {
				_ = up.CloseSend()
				return
			}
			if request.ErrorDetail != nil {
				log.Printf("NACK %s: %s", request.TypeUrl, request.ErrorDetail.Message)
			}
			if up.Send(request) != nil {
				return
			}
		}
	}()
	for {
		response, err := up.Recv()
		if err != nil {
			return err
		}
		if response.TypeUrl == endpoints {
			if err := r.rewrite(response.Resources); err != nil {
				return err
			}
		}
		if err := down.Send(response); err != nil {
			return err
		}
	}
}

func (r *relay) rewrite(resources []*anypb.Any) error {
	for _, resource := range resources {
		assignment := &endpoint.ClusterLoadAssignment{}
		if err := resource.UnmarshalTo(assignment); err != nil {
			return err
		}
		for _, locality := range assignment.Endpoints {
			for _, one := range locality.LbEndpoints {
				// Nil for anything but an address with a port, and then a getter answers "".
				socket := one.GetEndpoint().GetAddress().GetSocketAddress()
				if rest, isPod := strings.CutPrefix(socket.GetAddress(), pods); isPod {
					socket.Address = fmt.Sprintf("127.%d.%s", r.octet, rest)
				}
			}
		}
		value, err := proto.Marshal(assignment)
		if err != nil {
			return err
		}
		resource.Value = value
	}
	return nil
}

func main() {
	listen := flag.String("listen", "127.0.0.1:15011", "where Envoy comes")
	istiod := flag.String("istiod", "127.0.0.1:15010", "istiod's plaintext xDS")
	octet := flag.Int("octet", 10, "second octet of the loopback addresses")
	flag.Parse()
	connection, err := grpc.NewClient(*istiod, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(64<<20)))
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	server := grpc.NewServer()
	discovery.RegisterAggregatedDiscoveryServiceServer(server, &relay{
		istiod: discovery.NewAggregatedDiscoveryServiceClient(connection),
		octet:  *octet,
	})
	log.Fatal(server.Serve(listener))
}
