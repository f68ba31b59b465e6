/* libspf2 on a zone in memory. The protocol is that of bench/worker.py; the shape is read from its lines. */
#include <sys/types.h>
#include <netinet/in.h>
#include <arpa/nameser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <spf2/spf.h>
#include <spf2/spf_dns_zone.h>

enum { FIRST = 200, MOST = 200000 };

static SPF_server_t *server;
static char *ips[MOST], sender[256], helo[256];
static int count;

static SPF_result_t check(const char *ip)
{
    SPF_request_t *request = SPF_request_new(server);
    SPF_response_t *response = NULL;
    SPF_request_set_ipv4_str(request, ip);
    SPF_request_set_helo_dom(request, helo);
    SPF_request_set_env_from(request, sender);
    SPF_request_query_mailfrom(request, &response);
    SPF_result_t result = SPF_response_result(response);
    SPF_response_free(response);
    SPF_request_free(request);
    return result;
}

static void read_shape(const char *path, SPF_dns_server_t *zone)
{
    char line[65536], *save;
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        char *word = strtok_r(line, "\t", &save), *value = strtok_r(NULL, "\t", &save);
        if (!strcmp(word, "sender")) snprintf(sender, sizeof sender, "%s", value);
        else if (!strcmp(word, "helo")) snprintf(helo, sizeof helo, "%s", value);
        else if (!strcmp(word, "ip") && count < MOST) ips[count++] = strdup(value);
        else if (!strcmp(word, "TXT")) SPF_dns_zone_add_str(zone, value, ns_t_txt, NETDB_SUCCESS, save);
    }
}

int main(int argc, char **argv)
{
    char path[4096], line[64];
    SPF_dns_server_t *zone = SPF_dns_zone_new(NULL, "memory", 0);
    server = SPF_server_new_dns(zone, 0);
    SPF_server_set_rec_dom(server, "mx.example.net");
    snprintf(path, sizeof path, "%s.lines", argv[argc - 1]);
    read_shape(path, zone);
    for (int i = 0; i < FIRST; i++)
        printf("%s\"%s\"", i ? ", " : "[", SPF_strresult(check(ips[i % count])));
    printf("]\n");
    fflush(stdout);
    for (int next = 0; fgets(line, sizeof line, stdin);) {
        clock_t begun = clock();
        for (long left = atol(line); left > 0; left--) {
            check(ips[next]);
            next = (next + 1) % count;
        }
        printf("{\"cpu\": %f}\n", (double)(clock() - begun) / CLOCKS_PER_SEC);
        fflush(stdout);
    }
    return 0;
}
